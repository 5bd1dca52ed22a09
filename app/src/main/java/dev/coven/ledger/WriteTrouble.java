package dev.coven.ledger;

import dev.coven.home.FreeSpace;
import java.nio.file.Path;
import java.sql.SQLException;

/** Why the ledger cannot be written for now, in words for health and for the log. */
final class WriteTrouble {
  private static final String HELD = "; sessions are held back and go on by themselves";

  private WriteTrouble() {}

  /**
   * Describes a failure that passes.
   *
   * @param ledger the ledger's path
   * @param e what SQLite said
   * @return a sentence without its stop
   */
  static String describe(Path ledger, SQLException e) {
    return "the ledger cannot be written: " + cause(ledger, e) + HELD;
  }

  private static String cause(Path ledger, SQLException e) {
    return switch (Transactions.primary(e)) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "another process has locked it (see: fuser " + ledger + ")";
      case SQLITE_FULL -> "the disk is full" + space(ledger);
      case SQLITE_READONLY -> "it may only be read" + space(ledger);
      // The name of the extended code tells which call failed.
      default -> e.getMessage() + space(ledger);
    };
  }

  private static String space(Path ledger) {
    return FreeSpace.at(ledger)
        .map(
            free ->
                " ("
                    + free.bytes()
                    + " bytes free at "
                    + free.store()
                    + (free.readOnly() ? ", mounted read-only" : "")
                    + ")")
        .orElse("");
  }
}
