package dev.coven.home;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The directory that holds one daemon's state, and the names inside it. Finding it touches no file;
 * {@link HomeKeeper} makes it and checks it.
 *
 * @param directory its absolute, normalized path
 */
public record CovenHome(Path directory) {
  /** The environment variable that names the home. */
  public static final String VARIABLE = "COVEN_HOME";

  private static final String DEFAULT_NAME = ".coven";

  /**
   * Finds the home that an environment asks for: COVEN_HOME, else {@code .coven} in {@code $HOME},
   * else {@code .coven} in the directory of the user's passwd entry. An empty variable counts as
   * unset. Java's {@code user.home} is never asked, since options can move it.
   *
   * @param environment the caller's environment
   * @return the home, not yet checked
   * @throws UnusableHomeException when the variable holds a relative path or no path at all, or
   *     when the user has no home directory
   */
  public static CovenHome locate(Map<String, String> environment) throws UnusableHomeException {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return new CovenHome(absolute(VARIABLE, named));
    }
    return new CovenHome(userHome(environment).resolve(DEFAULT_NAME));
  }

  /**
   * The user's home directory: {@code $HOME}, else the one of the passwd entry.
   *
   * @param environment the caller's environment
   * @return an absolute path
   * @throws UnusableHomeException when there is none
   */
  public static Path userHome(Map<String, String> environment) throws UnusableHomeException {
    String userHome = environment.getOrDefault("HOME", "");
    if (userHome.isEmpty()) {
      userHome =
          CurrentUser.passwdHome()
              .orElseThrow(
                  () ->
                      new UnusableHomeException(
                          "HOME is not set and this user has no home directory; set "
                              + VARIABLE
                              + " to an absolute path."));
    }
    return absolute("HOME", userHome);
  }

  private static Path absolute(String variable, String value) throws UnusableHomeException {
    Path path;
    try {
      path = Path.of(value);
    } catch (InvalidPathException e) {
      throw new UnusableHomeException(variable + " holds no usable path: " + e.getReason() + ".");
    }
    if (!path.isAbsolute()) {
      throw new UnusableHomeException(
          variable + " is relative (" + value + "); set it to an absolute path.");
    }
    return path.normalize();
  }

  /** The socket that the daemon serves. */
  public Path socket() {
    return directory.resolve("coven.sock");
  }

  /** What the running daemon says of itself; see {@link DaemonFile}. */
  public Path daemonFile() {
    return directory.resolve("daemon.json");
  }

  /** The lock that one daemon holds for life. */
  public Path lock() {
    return directory.resolve("daemon.lock");
  }

  /** The ledger. Its write-ahead log and index lie beside it. */
  public Path ledger() {
    return directory.resolve("ledger.sqlite3");
  }

  /** Where live sessions have their files, a directory for each. */
  public Path sessions() {
    return directory.resolve("sessions");
  }

  /** The user's settings; see {@link ConfigFile}. */
  public Path config() {
    return directory.resolve("config.toml");
  }

  /** The variables that every harness gets; see {@link EnvironmentFile}. */
  public Path environment() {
    return directory.resolve("environment");
  }

  /** The directory of the user's manifests, {@code *.json}, each of one harness or several. */
  public Path harnesses() {
    return directory.resolve("harnesses");
  }

  /** What they were when the daemon last started well; see {@link ConfigLastGood}. */
  public Path lastGoodConfig() {
    return directory.resolve("config.last-good.toml");
  }

  /** What is kept of what went wrong: of a ledger in trouble, and of {@link Crashes}. */
  public Path evidence() {
    return directory.resolve("evidence");
  }

  /** The directory of logs. */
  public Path logs() {
    return directory.resolve("logs");
  }

  /** The daemon's log. */
  public Path log() {
    return logs().resolve("coven.log");
  }

  /** What the daemon's process prints before its log is open, and what a dying JVM prints. */
  public Path startLog() {
    return logs().resolve("daemon.out");
  }
}
