package dev.coven.contract;

import java.util.Arrays;

/** Where a session stands. No session goes back from a final status. */
public enum SessionStatus {
  /** The row exists, nothing owns it yet. */
  CREATED(false),
  /** Live, or an external session that was not completed yet. */
  RUNNING(false),
  /** Its conversation can be continued: the harness exited 0. */
  IDLE(false),
  /** The harness exited 0. */
  COMPLETED(true),
  /** The harness exited otherwise, or could not be launched. */
  FAILED(true),
  /** Ended by the daemon, on request. */
  KILLED(true),
  /** The daemon lost the process; the outcome is unknown. */
  ORPHANED(true);

  private final boolean terminal;

  SessionStatus(boolean terminal) {
    this.terminal = terminal;
  }

  /** Whether the status never changes any more. */
  public boolean isFinal() {
    return terminal;
  }

  /** Whether a harness may still print: {@code created} or {@code running}. */
  public boolean isOpen() {
    return this == CREATED || this == RUNNING;
  }

  /** The word on the wire. */
  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * The status for a word from the wire or the ledger.
   *
   * @throws IllegalArgumentException for an unknown word
   */
  public static SessionStatus of(String wire) {
    return Arrays.stream(values())
        .filter(status -> status.wire().equals(wire))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown session status: " + wire));
  }
}
