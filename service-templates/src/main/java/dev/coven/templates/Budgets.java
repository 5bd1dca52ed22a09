package dev.coven.templates;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a supervisor waits, and for what. The constants are the design's budgets; the components
 * are those that one service may have otherwise, for example in a test.
 *
 * @param restartDelay between an exit and the next start; systemd adds up to 250 ms of its own.
 *     launchd knows no such delay, see {@link #MINIMUM_RUN}
 * @param startTimeout from the start of the process to READY=1, unless it asks for more. systemd
 *     only
 * @param stopTimeout from SIGTERM to SIGKILL; launchd is given whole seconds, rounded up
 * @param watchdog the longest silence of a healthy daemon. systemd only
 */
public record Budgets(
    Duration restartDelay, Duration startTimeout, Duration stopTimeout, Duration watchdog) {

  /** How long the daemon may take to answer what is in hand and to write what it holds. */
  public static final Duration DRAIN = Duration.ofSeconds(10);

  /** What a stop needs beside the drain: a harness's 3 s between TERM and KILL, the JVM's end. */
  public static final Duration STOP_MARGIN = Duration.ofSeconds(5);

  /**
   * launchd's ThrottleInterval, a minimum run time: what ends sooner is started again when it has
   * passed. launchd's own default is 10 s.
   */
  public static final Duration MINIMUM_RUN = Duration.ofSeconds(5);

  /** Starts, whatever their cause, that systemd allows in {@link #START_LIMIT_INTERVAL}. */
  public static final int START_LIMIT = 30;

  /** The window of {@link #START_LIMIT}: systemd's 5 in 10 s would count a busy day's restarts. */
  public static final Duration START_LIMIT_INTERVAL = Duration.ofSeconds(30);

  /** Open files: three a session and one a client, far above a user service's soft 1024. */
  public static final int OPEN_FILES = 65536;

  /** Descriptors that systemd keeps for the next process: those of every live session. */
  public static final int DESCRIPTOR_STORE = 1024;

  /** Clients that may wait in the socket while no daemon accepts. */
  public static final int BACKLOG = 4096;

  /** The design's figures. */
  public static final Budgets DEFAULT =
      new Budgets(
          Duration.ofMillis(100),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20));

  /**
   * Checks the figures.
   *
   * @throws InvalidServiceSpecException if one is missing, below 1 ms or not a whole number of
   *     milliseconds (0 would mean "never" to one supervisor or the other), or if {@code
   *     stopTimeout} does not leave room for the drain: SIGKILL would meet a daemon that writes
   */
  public Budgets {
    var problems = new ArrayList<String>();
    checkSpan(problems, "restartDelay", restartDelay);
    checkSpan(problems, "startTimeout", startTimeout);
    checkSpan(problems, "stopTimeout", stopTimeout);
    checkSpan(problems, "watchdog", watchdog);
    var leastStop = DRAIN.plus(STOP_MARGIN);
    if (stopTimeout != null && stopTimeout.compareTo(leastStop) < 0) {
      problems.add(
          "stopTimeout is " + stopTimeout + ", below drain and margin together: " + leastStop);
    }
    if (!problems.isEmpty()) {
      throw new InvalidServiceSpecException(problems);
    }
  }

  private static void checkSpan(List<String> problems, String name, Duration value) {
    if (value == null) {
      problems.add(name + " is missing");
    } else if (!value.isPositive() || value.getNano() % 1_000_000 != 0) {
      problems.add(name + " is not a positive number of milliseconds: " + value);
    }
  }
}
