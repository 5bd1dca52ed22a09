package dev.coven.ledger;

import java.time.Duration;

/**
 * How much one transaction of a prune removes, and how long it rests behind it, so that whoever
 * writes meanwhile is never held up for long. What a row costs differs from disk to disk; so the
 * size follows what the last transactions took.
 */
final class PrunePace {
  /** Events of one transaction at the most. */
  static final int MAX_EVENTS = 256;

  /** Payload of one transaction, in bytes: where it begins, and what it never exceeds. */
  static final long FIRST_BYTES = 1024 * 1024;

  static final long MAX_BYTES = 4 * 1024 * 1024;

  /** An event is 64 KiB at the most; less than this holds one. */
  private static final long MIN_BYTES = 64 * 1024;

  /**
   * Above this a transaction was too long. A write may wait for 50 ms, and waits for more than
   * this: for the disk, and, beside another process, for SQLite's pauses between two looks at the
   * lock.
   */
  private static final long LONG_NANOS = Duration.ofMillis(5).toNanos();

  private static final long SHORT_NANOS = Duration.ofMillis(2).toNanos();

  /** It rests four times as long as it works, so that it takes a fifth of the writer. */
  private static final int REST = 4;

  private static final Duration SHORTEST_REST = Duration.ofMillis(2);
  private static final Duration LONGEST_REST = Duration.ofSeconds(1);

  private long bytes = FIRST_BYTES;
  private int events = MAX_EVENTS;

  /** Payload that the next transaction may remove, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Events that the next transaction may remove. */
  int events() {
    return events;
  }

  /**
   * A transaction is done.
   *
   * @param nanos how long it worked
   * @return how long to rest
   */
  Duration after(long nanos) {
    if (nanos > LONG_NANOS) {
      bytes = Math.max(MIN_BYTES, bytes / 2);
      events = Math.max(1, events / 2);
    } else if (nanos < SHORT_NANOS) {
      bytes = Math.min(MAX_BYTES, bytes * 2);
      events = Math.min(MAX_EVENTS, events * 2);
    }
    Duration rest = Duration.ofNanos(nanos * REST);
    if (rest.compareTo(SHORTEST_REST) < 0) {
      return SHORTEST_REST;
    }
    return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
  }
}
