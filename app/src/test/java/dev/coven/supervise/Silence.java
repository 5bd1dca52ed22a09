package dev.coven.supervise;

import java.util.concurrent.CountDownLatch;

/** The answer of a daemon that hangs. */
final class Silence {
  private Silence() {}

  /** Nothing, until the test is over; then the connection ends. */
  static String until(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }
}
