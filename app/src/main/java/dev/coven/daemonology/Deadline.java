package dev.coven.daemonology;

import java.time.Duration;

/**
 * A moment on the monotonic clock until which someone is willing to wait, over as many waits as it
 * takes. The wall clock plays no part, so setting it neither cuts a wait short nor stretches it.
 */
public final class Deadline {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  private final long start = System.nanoTime();
  private final long budgetNanos;

  private Deadline(long budgetNanos) {
    this.budgetNanos = budgetNanos;
  }

  /**
   * A deadline that begins to run now.
   *
   * @param duration how long; zero or less means "look, but do not wait", and anything beyond 292
   *     years (what a long holds in nanoseconds), {@code ChronoUnit.FOREVER} included, means 292
   *     years
   */
  public static Deadline after(Duration duration) {
    if (duration.isNegative()) {
      return new Deadline(0);
    }
    return new Deadline(duration.compareTo(LONGEST) >= 0 ? LONGEST.toNanos() : duration.toNanos());
  }

  /** What is left, in nanoseconds; zero or less when the deadline has passed. */
  public long remainingNanos() {
    // A sum of nanoTime and budget could overflow; the difference of two nanoTimes cannot.
    return budgetNanos - (System.nanoTime() - start);
  }
}
