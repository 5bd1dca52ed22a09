package dev.coven.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What a prune removed, or would remove.
 *
 * @param sessions sessions that go as a whole
 * @param stripped sessions that lose their events but the last one
 * @param events events that go
 * @param bytes their payload, in bytes
 * @param oldestEndedAt when the session of them ended that ended first; empty when there is none
 */
public record PruneReport(
    long sessions, long stripped, long events, long bytes, Optional<Instant> oldestEndedAt) {

  /** Whether there is nothing to remove. */
  public boolean isEmpty() {
    return sessions == 0 && stripped == 0;
  }

  /** Counts what goes. */
  static final class Count {
    private long sessions;
    private long stripped;
    private long events;
    private long bytes;
    private long oldest = Long.MAX_VALUE;

    void add(long endedAt, boolean whole, PruneQueries.Extent extent) {
      if (whole) {
        sessions++;
      } else {
        stripped++;
      }
      events += extent.events();
      bytes += extent.bytes();
      oldest = Math.min(oldest, endedAt);
    }

    long bytes() {
      return bytes;
    }

    PruneReport report() {
      return new PruneReport(
          sessions,
          stripped,
          events,
          bytes,
          oldest == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldest)));
    }
  }
}
