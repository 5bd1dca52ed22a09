package dev.coven.supervise;

import java.time.Duration;

/**
 * A wait for something that can only be asked for again and again. It looks often at first and less
 * often later: what takes a second may be seen late by a second.
 */
final class Patience {
  private static final Duration FIRST = Duration.ofMillis(25);
  private static final Duration LONGEST = Duration.ofMillis(500);

  private final Timepiece time;
  private final Duration budget;
  private final long start;
  private Duration next = FIRST;

  /**
   * A wait that begins now.
   *
   * @param budget how long it goes on
   */
  Patience(Timepiece time, Duration budget) {
    this.time = time;
    this.budget = budget;
    this.start = time.nanoTime();
  }

  /**
   * Waits for the next look.
   *
   * @return false when the budget is used up, and there was no wait
   */
  boolean pause() throws InterruptedException {
    Duration left = budget.minusNanos(time.nanoTime() - start);
    if (!left.isPositive()) {
      return false;
    }
    time.pause(left.compareTo(next) < 0 ? left : next);
    Duration longer = next.multipliedBy(3).dividedBy(2);
    next = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    return true;
  }

  Duration budget() {
    return budget;
  }
}
