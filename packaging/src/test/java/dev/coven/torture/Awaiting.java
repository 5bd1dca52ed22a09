package dev.coven.torture;

import java.io.IOException;
import java.time.Duration;

/** Waits for what tells nobody when it begins to hold. */
final class Awaiting {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 5;

  private Awaiting() {}

  /** A question that is asked over HTTP or of a file. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  /**
   * Waits.
   *
   * @param what is waited for, in words
   * @param condition asked again and again
   * @throws AssertionError when it does not hold within a minute
   */
  static void until(String what, Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + PATIENCE + " in vain for " + what);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
