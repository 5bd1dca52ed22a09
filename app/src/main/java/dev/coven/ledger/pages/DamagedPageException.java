package dev.coven.ledger.pages;

/** What stands in a page cannot be what it should be. */
final class DamagedPageException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedPageException(String message) {
    super(message, null, false, false);
  }
}
