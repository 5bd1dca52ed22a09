package dev.coven.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wish to stop following, spoken by one thread and heard by another. */
public final class Detachment {
  private final CountDownLatch wish = new CountDownLatch(1);

  /** Asks for the end of the following. */
  public void request() {
    wish.countDown();
  }

  /** Whether it was asked for. */
  public boolean isRequested() {
    return wish.getCount() == 0;
  }

  /** Waits, but no longer than until it is asked for. */
  void await(Duration pause) throws InterruptedException {
    // Which of the two ended the wait, the caller's loop asks anyway.
    var unused = wish.await(pause.toNanos(), TimeUnit.NANOSECONDS);
  }
}
