package dev.coven.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A machine with systemd, on which one user's manager keeps the services of a test. Closing it ends
 * and removes all that the test brought there.
 *
 * <p>Not every machine lets a test do everything: where it does not, a verb skips the test that
 * calls it, and prints why; see {@link Skip}.
 */
public interface Machine extends AutoCloseable {
  /** Longer than the watchdog's patience and a start after it, on a busy machine. */
  Duration AWAIT = Duration.ofSeconds(90);

  /**
   * Runs a command as the user, without a login, as cron would.
   *
   * @param environment variables beside those that a login would bring
   * @param command the command
   * @return how it ended
   * @throws AssertionError when it does not end in time
   * @throws IOException when it cannot be started
   * @throws InterruptedException when interrupted while waiting
   */
  CommandResult exec(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException;

  /** Runs a command as the user; see {@link #exec(Map, List)}. */
  default CommandResult exec(List<String> command) throws IOException, InterruptedException {
    return exec(Map.of(), command);
  }

  /** Runs a command of a shell as the user; see {@link #exec(Map, List)}. */
  default CommandResult sh(String script) throws IOException, InterruptedException {
    return exec(List.of("sh", "-c", script));
  }

  /**
   * Waits on the machine until a condition holds there.
   *
   * @param what is waited for, in a few words
   * @param condition a command of a shell that succeeds then
   * @throws AssertionError when it does not come to hold
   */
  default void await(String what, String condition) throws IOException, InterruptedException {
    String loop = "until { " + condition + "; } >/dev/null 2>&1; do sleep 0.02; done";
    String seconds = Long.toString(AWAIT.toSeconds());
    CommandResult result = exec(List.of("timeout", seconds, "sh", "-c", loop));
    if (result.exitCode() != 0) {
      throw new AssertionError("waited " + AWAIT + " for " + what);
    }
  }

  /**
   * Where the machine has a file or directory that was shared with it.
   *
   * @param shared its path here
   * @return its path there
   */
  String at(Path shared);

  /**
   * The name that an instance has there, so that it meets nobody else's.
   *
   * @param name what the test calls it
   */
  String instance(String name);

  /** The HOME of the commands that {@link #exec(Map, List)} runs. */
  String home();

  /** The HOME that the user's manager gives to services. */
  String serviceHome();

  /** Where the user's units lie. */
  String units();

  /** Whether the user's manager runs without a login. */
  boolean lingers() throws IOException, InterruptedException;

  /** Runs a command as root. */
  CommandResult execAsRoot(List<String> command) throws IOException, InterruptedException;

  /** Opens a session of the user; returns when the manager answers. */
  void login() throws IOException, InterruptedException;

  /** Closes all sessions of the user; returns when the manager has ended, if it does not linger. */
  void logout() throws IOException, InterruptedException;

  /** Lets the user's manager run without a login, or not. */
  void linger(boolean on) throws IOException, InterruptedException;

  /** Cuts the power and boots again. */
  void powerCut() throws IOException, InterruptedException;

  /**
   * Ends and removes what the test brought.
   *
   * @throws IllegalStateException when something is left
   */
  @Override
  void close();
}
