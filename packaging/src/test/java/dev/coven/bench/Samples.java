package dev.coven.bench;

import java.util.Arrays;

/** Durations in nanoseconds. */
final class Samples {
  private long[] nanos = new long[1024];
  private int count;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  int count() {
    return count;
  }

  double medianMillis() {
    return millis(50);
  }

  /** The duration that so many percent do not pass, in milliseconds. */
  double millis(double percent) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(count * percent / 100) - 1;
    return sorted[Math.clamp(index, 0, count - 1)] / 1e6;
  }

  /** Shortest, median, longest: how noisy it was. */
  String range() {
    return "min %.1f, p95 %.1f, max %.1f ms of %d"
        .formatted(millis(0), millis(95), millis(100), count);
  }
}
