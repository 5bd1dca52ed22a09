package dev.coven.ledger;

import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What ends a transaction that failed, and what a failure means. */
final class Transactions {
  private Transactions() {}

  /** Rolls back; a failure of that is kept with the first one. */
  static void rollback(Statement statement, Throwable first) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself after some errors; then there is nothing left to end.
      first.addSuppressed(e);
    }
  }

  /**
   * Whether the same transaction may succeed later without anybody mending the file: another
   * process holds a lock, the disk is full or cannot be written for now, the process has no
   * descriptor left for a file of SQLite's own.
   */
  static boolean isPassing(SQLException e) {
    return switch (primary(e)) {
      case SQLITE_BUSY,
          SQLITE_LOCKED,
          SQLITE_PROTOCOL,
          SQLITE_FULL,
          SQLITE_IOERR,
          SQLITE_READONLY,
          SQLITE_CANTOPEN,
          SQLITE_NOMEM ->
          true;
      default -> false;
    };
  }

  /** Whether the file itself is damaged, so that no later try can succeed. */
  static boolean isDamage(SQLException e) {
    return switch (primary(e)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB -> true;
      default -> false;
    };
  }

  /** Whether the statement itself was refused, and others may still succeed. */
  static boolean isRefusal(SQLException e) {
    return switch (primary(e)) {
      case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_TOOBIG -> true;
      default -> false;
    };
  }

  /** The primary result code; extended codes hold it in their low byte. */
  static SQLiteErrorCode primary(SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      return SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff);
    }
    return SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
