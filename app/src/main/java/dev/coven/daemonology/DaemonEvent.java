package dev.coven.daemonology;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** An entry of a daemon's journal. A life leaves three at most: two moves and the first failure. */
public sealed interface DaemonEvent {
  /** The name of the daemon that it happened to. */
  String daemon();

  /** When it was written down. */
  Instant at();

  /**
   * A legal move; it was made in the same step as this entry.
   *
   * @param daemon the daemon that moved
   * @param from the status it left
   * @param to the status it has since
   * @param at when
   */
  record StatusChanged(String daemon, Status from, Status to, Instant at) implements DaemonEvent {
    public StatusChanged {
      requireNonNull(daemon, "daemon");
      requireNonNull(from, "from");
      requireNonNull(to, "to");
      requireNonNull(at, "at");
    }
  }

  /**
   * The first failure. Later ones are kept as suppressed of {@code cause}.
   *
   * @param daemon the daemon that failed: in the journal of a {@link Composition}, the part
   * @param cause what went wrong
   * @param at when
   */
  record FailureOccurred(String daemon, Throwable cause, Instant at) implements DaemonEvent {
    public FailureOccurred {
      requireNonNull(daemon, "daemon");
      requireNonNull(cause, "cause");
      requireNonNull(at, "at");
    }
  }
}
