package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.EnvironmentFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A daemon that this process started: not its child in spirit, since it outlives it. */
final class DaemonProcess {
  private static final File NOWHERE = new File("/dev/null");

  /**
   * What a service manager tells the process it starts. In the environment of somebody's shell it
   * was meant for another process, and would make the daemon report to a stranger.
   */
  private static final List<String> SUPERVISORS_WORDS =
      List.of(
          "NOTIFY_SOCKET",
          "LISTEN_PID",
          "LISTEN_FDS",
          "LISTEN_FDNAMES",
          "WATCHDOG_PID",
          "WATCHDOG_USEC",
          "INVOCATION_ID",
          // Or it would belong to the session in which it was started, and end with that.
          EnvironmentFile.SESSION_VARIABLE);

  private final Process process;
  private final StartLog log;

  private DaemonProcess(Process process, StartLog log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a daemon that leaves this terminal, with the home as its directory.
   *
   * @param launcher the program
   * @param home its home, prepared
   * @param environment what it inherits
   * @throws IOException when it cannot be started
   */
  static DaemonProcess spawn(Path launcher, CovenHome home, Map<String, String> environment)
      throws IOException {
    StartLog log = StartLog.open(home);
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "daemon", "serve", "--own-session")
            .directory(home.directory().toFile())
            .redirectInput(NOWHERE)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file()))
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().keySet().removeAll(SUPERVISORS_WORDS);
    builder.environment().put(CovenHome.VARIABLE, home.directory().toString());
    return new DaemonProcess(builder.start(), log);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end, at most so long. */
  void await(Duration pause) throws InterruptedException {
    // Whether it ended, the caller's loop asks anyway.
    var unused = process.waitFor(pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Ends it, because another daemon has the home: it only waits for the lock, and has nothing to
   * lose.
   */
  void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(Signals.TERM_GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** How it ended and what it said before, for the error of a start that failed. */
  String lastWords() {
    String said = log.tail();
    return "exit code " + process.exitValue() + (said.isEmpty() ? ", without a word" : "") + said;
  }

  /** What it said so far; empty for nothing. */
  String words() {
    return log.tail();
  }
}
