package dev.coven.ledger;

import java.util.Optional;

/** A command about the ledger cannot be done; the message says why. */
public final class LedgerRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String next;

  /**
   * A refusal.
   *
   * @param message why, in a sentence
   * @param next the command to type next, or null when there is none
   * @param cause where it was noticed, or null
   */
  LedgerRefusedException(String message, String next, Throwable cause) {
    super(message, cause);
    this.next = next;
  }

  /** The command to type next. */
  public Optional<String> next() {
    return Optional.ofNullable(next);
  }
}
