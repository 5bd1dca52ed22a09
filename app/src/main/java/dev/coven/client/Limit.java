package dev.coven.client;

import dev.coven.daemonology.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An allowance of time for one exchange, running since it was made.
 *
 * @param budget what was allowed, for the message when it is used up
 * @param deadline when it ends
 * @param detachment ends it before
 */
record Limit(Duration budget, Deadline deadline, Detachment detachment) {
  private static final Detachment NEVER = new Detachment();

  static Limit of(Duration budget) {
    return of(budget, NEVER);
  }

  static Limit of(Duration budget, Detachment detachment) {
    return new Limit(budget, Deadline.after(budget), detachment);
  }

  /**
   * What is left, rounded up.
   *
   * @return milliseconds, at least 1
   * @throws DaemonSilentException when nothing is left
   * @throws DetachedException when nobody wants the rest any more
   */
  long remainingMillis() throws DaemonSilentException, DetachedException {
    if (detachment.isRequested()) {
      throw new DetachedException();
    }
    long nanos = deadline.remainingNanos();
    if (nanos <= 0) {
      throw new DaemonSilentException(budget);
    }
    return TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
  }

  /**
   * Waits a little, and not beyond the allowance.
   *
   * @throws DaemonSilentException when nothing is left
   */
  void pause(long millis) throws IOException {
    try {
      Thread.sleep(Math.min(millis, remainingMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the daemon");
    }
  }
}
