package dev.coven.kit;

import java.util.Arrays;

/** Durations in nanoseconds. */
public final class Samples {
  private long[] nanos = new long[1024];
  private int count;

  /** Adds one. */
  public void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  /** Adds those of another. */
  public void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The one in the middle, in milliseconds. */
  public double medianMillis() {
    return millis(50);
  }

  /** The duration that so many percent do not pass, in milliseconds. */
  public double millis(double percent) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(count * percent / 100) - 1;
    return sorted[Math.clamp(index, 0, count - 1)] / 1e6;
  }

  /** Shortest, median, longest: how noisy it was. */
  public String range() {
    return "min %.1f, p95 %.1f, max %.1f ms of %d"
        .formatted(millis(0), millis(95), millis(100), count);
  }
}
