package dev.coven.ledger;

/** The ledger cannot be used, and trying again will not help; the message says what to do. */
public final class LedgerFaultException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean damage;

  /**
   * A fault that no retry mends.
   *
   * @param message what is wrong, and what to do
   * @param cause where it was noticed, or null
   */
  public LedgerFaultException(String message, Throwable cause) {
    this(message, false, cause);
  }

  LedgerFaultException(String message, boolean damage, Throwable cause) {
    super(message, cause);
    this.damage = damage;
  }

  /**
   * Whether what is stored was damaged, so that a copy is worth keeping before anybody mends it.
   */
  public boolean isDamage() {
    return damage;
  }
}
