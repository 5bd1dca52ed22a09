package dev.coven.ledger;

import java.nio.file.Path;

/** What is said of a ledger that cannot be used: what is wrong, and the command that helps. */
final class LedgerFaults {
  /** What the advice adds to the name of a ledger that is moved away. */
  static final String SET_ASIDE = ".bad";

  private LedgerFaults() {}

  /**
   * A file in the ledger's place that never was one, or holds nothing: there is nothing to save.
   */
  static LedgerFaultException unusable(Path path, String what, Exception cause) {
    return new LedgerFaultException(
        "The ledger "
            + path
            + " cannot be used: "
            + what
            + ". Nothing in it was changed. To begin a new one, move it away: "
            + moveAway(path),
        cause);
  }

  /** A file that SQLite does not take for its own: a ledger's, if only its beginning is damaged. */
  static LedgerFaultException unreadable(Path path, String what, Exception cause) {
    return new LedgerFaultException(
        "The ledger "
            + path
            + " cannot be used: "
            + what
            + ". Nothing in it was changed. If it was a ledger, save what can still be read: coven"
            + " ledger repair. To begin a new one instead, move it away: "
            + moveAway(path),
        cause);
  }

  /** A ledger that SQLite opens, and whose pages contradict each other. */
  static LedgerFaultException damaged(Path path, String what, Exception cause) {
    return new LedgerFaultException(
        "The ledger "
            + path
            + " cannot be used: it is damaged ("
            + what
            + "). Nothing in it was changed. To save what can still be read: coven ledger repair."
            + " To begin a new one instead, move it away: "
            + moveAway(path),
        true,
        cause);
  }

  /** Damage that a running daemon met. */
  static LedgerFaultException damagedMeanwhile(Path path, String what, Exception cause) {
    return new LedgerFaultException(
        "The ledger "
            + path
            + " is damaged ("
            + what
            + "). The daemon has ended, so that the damage does not spread. To save what can still"
            + " be read: coven ledger repair",
        true,
        cause);
  }

  /** A ledger whose schema this program does not know. */
  static LedgerFaultException newer(Path path, int needed) {
    return new LedgerFaultException(
        "The ledger "
            + path
            + " was written by a newer Coven (its schema needs "
            + needed
            + ", this program knows "
            + Schema.CURRENT
            + "). Install the newer version again.",
        null);
  }

  private static String moveAway(Path path) {
    return "mv '" + path + "' '" + path + SET_ASIDE + "'";
  }
}
