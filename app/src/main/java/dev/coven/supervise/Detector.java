package dev.coven.supervise;

import dev.coven.home.CurrentUser;
import dev.coven.home.UnusableHomeException;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finds out which service manager keeps services here. Nothing is written, and no command is run
 * where the files already say that there is none.
 */
public final class Detector {
  private static final String RUNTIME_DIRECTORY = "XDG_RUNTIME_DIR";

  /** A manager that hangs is no manager: the same patience as for a daemon's answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Map<String, String> environment;
  private final Launchd launchd;
  private final Function<Map<String, String>, CommandRunner> runners;
  private final Machine machine;
  private final int uid;

  /** The look at a Mac. */
  @FunctionalInterface
  public interface Launchd {
    /**
     * Whether launchd can be used by this user.
     *
     * @throws ServiceException when it cannot be told
     */
    Detection detect(CommandRunner commands) throws ServiceException, InterruptedException;
  }

  /**
   * A detector for this machine.
   *
   * @param environment the caller's environment
   * @param launchd asked on macOS
   */
  public Detector(Map<String, String> environment, Launchd launchd) {
    this(environment, launchd, ProcessCommandRunner::new, Machine.here(), CurrentUser.uid());
  }

  Detector(
      Map<String, String> environment,
      Launchd launchd,
      Function<Map<String, String>, CommandRunner> runners,
      Machine machine,
      int uid) {
    this.environment = environment;
    this.launchd = launchd;
    this.runners = runners;
    this.machine = machine;
    this.uid = uid;
  }

  /**
   * Looks.
   *
   * @throws ServiceException when it cannot be told
   */
  public Detection detect() throws ServiceException, InterruptedException {
    if (machine.isMac()) {
      return launchd.detect(runners.apply(environment));
    }
    if (!machine.runsSystemd()) {
      return new Detection.Unavailable("systemd does not run here" + machine.kind() + ".");
    }
    if (!machine.hasProgram("systemctl", environment.get("PATH"))) {
      return new Detection.Unavailable("systemd runs here, and there is no systemctl in PATH.");
    }
    Optional<Path> runtime = runtimeDirectory();
    if (runtime.isEmpty()) {
      return new Detection.Unavailable(withoutManager());
    }
    return ask(runtime.get());
  }

  /**
   * The directory with the sockets of this user's manager. cron, ssh and su may leave the variable
   * out, or leave that of the user before.
   */
  private Optional<Path> runtimeDirectory() {
    Set<Path> candidates = new LinkedHashSet<>();
    String named = environment.getOrDefault(RUNTIME_DIRECTORY, "");
    if (named.startsWith("/")) {
      candidates.add(Path.of(named));
    }
    candidates.add(machine.path("run/user/" + uid));
    return candidates.stream().filter(this::isOwn).filter(Detector::hasSocket).findFirst();
  }

  private boolean isOwn(Path directory) {
    try {
      return (Integer) Files.getAttribute(directory, "unix:uid") == uid;
    } catch (IOException e) {
      // It does not exist.
      return false;
    }
  }

  /** systemctl tries the manager's own socket first, then the bus. */
  private static boolean hasSocket(Path directory) {
    return Files.exists(directory.resolve("systemd/private"))
        || Files.exists(directory.resolve("bus"));
  }

  private String withoutManager() {
    if (uid == 0 && !environment.getOrDefault("SUDO_USER", "").isEmpty()) {
      return "The daemon belongs to one user, and with sudo that is root, who has no service"
          + " manager here; without sudo it is "
          + Printable.line(environment.get("SUDO_USER"))
          + "'s.";
    }
    return "systemd runs here, and not its manager for this user, who is not logged in"
        + machine.kind()
        + ".";
  }

  private Detection ask(Path runtime) throws InterruptedException {
    Map<String, String> reaching = new TreeMap<>(environment);
    reaching.put(RUNTIME_DIRECTORY, runtime.toString());
    // systemctl prints times in words; only in this zone are they unambiguous.
    reaching.put("TZ", "UTC");
    CommandRunner commands = runners.apply(reaching);
    String trouble;
    try {
      CommandResult result = commands.run(Systemctl.argv("show", "-p", "Version"), PATIENCE);
      if (result.succeeded()) {
        return new Detection.Available(name -> service(commands, name), commands);
      }
      trouble = Systemctl.said(result);
    } catch (CommandException e) {
      trouble = e.getMessage();
    }
    return new Detection.Unavailable(
        "systemd's manager for this user does not answer" + machine.kind() + ": " + trouble + ".");
  }

  private ServiceManager service(CommandRunner commands, InstanceName name)
      throws ServiceException {
    try {
      return new Systemd(
          commands, Systemd.unitDirectory(environment), name.unit(), Systemd.START_PATIENCE);
    } catch (UnusableHomeException e) {
      throw new ServiceException(e.getMessage(), null);
    }
  }
}
