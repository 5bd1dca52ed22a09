package dev.coven.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
  /** Names the session to the harness and to whatever it starts. */
  public static final String SESSION_VARIABLE = "COVEN_SESSION_ID";

  private static final List<String> INHERITED =
      List.of("HOME", "USER", "SHELL", "LANG", "XDG_RUNTIME_DIR");

  /** What a supervisor tells the daemon; in a harness it would speak of the wrong process. */
  private static final Pattern SUPERVISORS =
      Pattern.compile("NOTIFY_SOCKET|LISTEN_.*|WATCHDOG_.*|INVOCATION_ID|JOURNAL_STREAM");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Set by the launcher to what its caller had, before it sets the daemon's own. */
  private static final String UMASK_VARIABLE = "COVEN_UMASK";

  /** What login shells and service managers set. */
  private static final String USUAL_UMASK = "022";

  private static final Pattern UMASK = Pattern.compile("[0-7]{3,4}");

  private final Map<String, String> base = new LinkedHashMap<>();
  private final String umask;
  private final Path file;

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
    this.file = file;
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
   * @throws IOException when the user's file exists and cannot be read, or holds a line that is no
   *     assignment; the message names the line's number and never its text
   */
  public Map<String, String> forSession(String sessionId, boolean terminal) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>(base);
    environment.put("TERM", terminal ? "xterm-256color" : "dumb");
    addFile(environment);
    environment.keySet().removeIf(name -> SUPERVISORS.matcher(name).matches());
    environment.put(SESSION_VARIABLE, sessionId);
    return environment;
  }

  private void addFile(Map<String, String> environment) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 1 || !NAME.matcher(line.substring(0, equals)).matches()) {
        throw new IOException(file.getFileName() + ", line " + (i + 1) + ": KEY=VALUE is expected");
      }
      if (line.indexOf('\0') >= 0) {
        // Java would refuse it later, and show the value while it does.
        throw new IOException(
            file.getFileName() + ", line " + (i + 1) + ": a value cannot hold NUL");
      }
      environment.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }
}
