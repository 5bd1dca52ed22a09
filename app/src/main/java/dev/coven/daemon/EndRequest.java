package dev.coven.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** That the daemon is to end: asked for once or more, by anybody, and never taken back. */
final class EndRequest {
  private final CountDownLatch asked = new CountDownLatch(1);

  /** Asks for the end; returns at once. */
  void ask() {
    asked.countDown();
  }

  /**
   * Waits for the request.
   *
   * @throws InterruptedException when interrupted while waiting
   */
  void await() throws InterruptedException {
    asked.await();
  }

  /**
   * Waits for the request, but no longer than so long.
   *
   * @return whether the end was asked for
   * @throws InterruptedException when interrupted while waiting
   */
  boolean await(Duration longest) throws InterruptedException {
    return asked.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether the end was asked for. */
  boolean isAsked() {
    return asked.getCount() == 0;
  }
}
