package dev.coven.ledger;

/**
 * The ledger's files were deleted or replaced under the daemon. It ends, and the next one finds
 * what lies there now; the message says what became of the old ledger.
 */
public final class LedgerGoneException extends Exception {
  private static final long serialVersionUID = 1L;

  LedgerGoneException(String message) {
    super(message);
  }
}
