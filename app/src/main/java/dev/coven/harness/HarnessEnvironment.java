package dev.coven.harness;

import dev.coven.home.EnvironmentFile;
import dev.coven.home.EnvironmentFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The environment of a harness: a short list from the daemon's own, the search path, what the user
 * put into {@code COVEN_HOME/environment}, and the session's id. Nothing else is inherited, so what
 * a supervisor tells the daemon never reaches a harness.
 */
public final class HarnessEnvironment {
  private static final List<String> INHERITED =
      List.of("HOME", "USER", "SHELL", "LANG", "XDG_RUNTIME_DIR");

  /** Set by the launcher to what its caller had, before it sets the daemon's own. */
  private static final String UMASK_VARIABLE = "COVEN_UMASK";

  /** What login shells and service managers set. */
  private static final String USUAL_UMASK = "022";

  private static final Pattern UMASK = Pattern.compile("[0-7]{3,4}");

  private final Map<String, String> base = new LinkedHashMap<>();
  private final String umask;
  private final EnvironmentFile file;

  /**
   * The environment for harnesses of this daemon.
   *
   * @param daemon the daemon's own environment
   * @param searchPath their PATH
   * @param file lines of {@code KEY=VALUE}, read anew at each launch; need not exist
   */
  public HarnessEnvironment(Map<String, String> daemon, String searchPath, Path file) {
    for (String name : INHERITED) {
      String value = daemon.get(name);
      if (value != null) {
        base.put(name, value);
      }
    }
    base.putIfAbsent("LANG", "C.UTF-8");
    base.put("PATH", searchPath);
    this.file = new EnvironmentFile(file);
    String named = daemon.getOrDefault(UMASK_VARIABLE, "");
    this.umask = UMASK.matcher(named).matches() ? named : USUAL_UMASK;
  }

  /** The umask of a harness, in octal: its user's own, and not the daemon's. */
  public String umask() {
    return umask;
  }

  /**
   * The environment for one session.
   *
   * @param sessionId the session
   * @param terminal whether it runs on a terminal
   * @return names to values
   * @throws EnvironmentFileException when the user's file exists and cannot be read, or holds a
   *     line that is no assignment
   */
  public Map<String, String> forSession(String sessionId, boolean terminal)
      throws EnvironmentFileException {
    Map<String, String> environment = new LinkedHashMap<>(base);
    environment.put("TERM", terminal ? "xterm-256color" : "dumb");
    environment.putAll(file.read());
    environment.keySet().removeIf(EnvironmentFile::isReserved);
    environment.put(EnvironmentFile.SESSION_VARIABLE, sessionId);
    return environment;
  }

  /** Where the user's variables stand. */
  public Path file() {
    return file.path();
  }
}
