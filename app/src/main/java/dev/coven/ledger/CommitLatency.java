package dev.coven.ledger;

import dev.coven.contract.EventWriterHealth;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long commits took within the last minute, by seconds; written by one thread, read by any. */
final class CommitLatency {
  private static final int SECONDS = 60;

  private final LongSupplier nanoTime;
  private final long origin;
  private final Second[] ring = new Second[SECONDS];
  private long lastNanos = -1;

  private static final class Second {
    private long at;
    private long commits;
    private long sum;
    private long longest;
  }

  CommitLatency(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    for (int i = 0; i < SECONDS; i++) {
      ring[i] = new Second();
    }
  }

  /**
   * A transaction was committed.
   *
   * @param nanos how long it took from its begin, without earlier tries
   */
  synchronized void add(long nanos) {
    long now = second();
    Second second = ring[Math.floorMod(now, SECONDS)];
    if (second.at != now) {
      second.at = now;
      second.commits = 0;
      second.sum = 0;
      second.longest = 0;
    }
    second.commits++;
    second.sum += nanos;
    second.longest = Math.max(second.longest, nanos);
    lastNanos = nanos;
  }

  /** The figures as health shows them. */
  synchronized EventWriterHealth.CommitLatency figures() {
    long now = second();
    long commits = 0;
    long sum = 0;
    long longest = 0;
    for (Second second : ring) {
      if (now - second.at < SECONDS && second.commits > 0) {
        commits += second.commits;
        sum += second.sum;
        longest = Math.max(longest, second.longest);
      }
    }
    return new EventWriterHealth.CommitLatency(
        lastNanos < 0 ? null : millis(lastNanos),
        commits == 0 ? null : millis(sum / commits),
        commits == 0 ? null : millis(longest));
  }

  private long second() {
    return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - origin);
  }

  /** To the microsecond: a figure with more digits is noise. */
  private static double millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos) / 1_000.0;
  }
}
