package dev.coven.daemon;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The socket unit by which systemd listens for this daemon. While it is up, every client that
 * connects starts a daemon that has ended.
 */
final class SocketUnit {
  private static final File NOWHERE = new File("/dev/null");

  /** systemd answers in milliseconds, and the command does not wait for what it asks for. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final Announcer announcer;

  /**
   * The unit of an instance.
   *
   * @param unit what its units are called, without a suffix
   * @param announcer told when systemd cannot be asked
   */
  SocketUnit(String unit, Announcer announcer) {
    this.name = unit + ".socket";
    this.announcer = announcer;
  }

  /**
   * Has it stopped, without waiting: systemd ends the service before the socket, and that is this
   * very process.
   *
   * @throws InterruptedException when interrupted while the command runs
   */
  void stop() throws InterruptedException {
    List<String> command =
        List.of("systemctl", "--user", "--no-ask-password", "--no-block", "stop", name);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(NOWHERE)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
        complain("it does not answer");
      } else if (process.exitValue() != 0) {
        complain("exit code " + process.exitValue());
      }
    } catch (IOException e) {
      complain(e.toString());
    }
  }

  private void complain(String why) {
    announcer.warn(name + " could not be stopped, and clients may start the daemon again: " + why);
  }
}
