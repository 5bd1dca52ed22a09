package dev.coven.supervise;

import dev.coven.daemonology.Deadline;
import dev.coven.home.ProcessIdentity;
import java.time.Duration;

/**
 * Ends processes that are known by number and start; a number that was reused is never signalled.
 */
final class Signals {
  /** How long a process has after TERM, before KILL. */
  static final Duration TERM_GRACE = Duration.ofSeconds(3);

  /** The kernel needs this long at most to end a killed process that is not stuck in a driver. */
  private static final Duration KILL_GRACE = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(20);

  private Signals() {}

  /** What it took. */
  enum Manner {
    TERMINATED,
    KILLED
  }

  /**
   * Ends a process: TERM, and KILL when that does not help.
   *
   * @param process which one
   * @return what it took
   * @throws ServiceException when it is still there
   */
  static Manner end(ProcessIdentity process) throws ServiceException, InterruptedException {
    process.handle().ifPresent(ProcessHandle::destroy);
    if (awaitEnd(process, TERM_GRACE)) {
      return Manner.TERMINATED;
    }
    process.handle().ifPresent(ProcessHandle::destroyForcibly);
    if (awaitEnd(process, KILL_GRACE)) {
      return Manner.KILLED;
    }
    throw new ServiceException(
        "The daemon (pid " + process.pid() + ") did not end, although it was killed.",
        "ps -o pid,stat,wchan,args -p " + process.pid());
  }

  /**
   * Waits for the end of a process that need not be a child.
   *
   * @return whether it ended in time
   */
  static boolean awaitEnd(ProcessIdentity process, Duration patience) throws InterruptedException {
    Deadline deadline = Deadline.after(patience);
    while (process.isRunning()) {
      if (deadline.remainingNanos() <= 0) {
        return false;
      }
      Thread.sleep(LOOK);
    }
    return true;
  }
}
