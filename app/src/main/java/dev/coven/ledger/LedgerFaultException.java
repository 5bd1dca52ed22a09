package dev.coven.ledger;

/** The ledger cannot be opened, and trying again will not help; the message says what to do. */
public final class LedgerFaultException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A fault that no retry mends.
   *
   * @param message what is wrong, and what to do
   * @param cause where it was noticed, or null
   */
  public LedgerFaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
