package dev.coven.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;

/**
 * Connections of a process that is not the daemon, which may write the same ledger meanwhile. They
 * bring nothing to another schema, and hold the writer up no longer than one small transaction.
 */
final class LedgerVisit {
  /** How long a statement waits for the daemon's transactions, in milliseconds. */
  private static final int BUSY_MILLIS = 10_000;

  private static final String CHECK = "coven ledger check";

  private LedgerVisit() {}

  /**
   * Opens a ledger for reading. Nothing in it changes, not even by folding its log back when the
   * connection is closed: the log may be what a damaged ledger is repaired from.
   *
   * @param path the ledger
   * @return the connection
   * @throws LedgerRefusedException when there is none, or it is of another program
   * @throws SQLException when it cannot be read
   */
  static Connection reading(Path path) throws LedgerRefusedException, SQLException {
    return reading(path, Duration.ofMillis(BUSY_MILLIS));
  }

  /** The same for somebody who has no time to wait for another's lock. */
  static Connection reading(Path path, Duration patience)
      throws LedgerRefusedException, SQLException {
    SQLiteConfig config = new SQLiteConfig();
    // A read-only connection folds no log back, and leaves an empty one behind where there was
    // none, which looks as if a daemon had been killed. One that may write removes it.
    config.setReadOnly(Files.exists(wal(path), LinkOption.NOFOLLOW_LINKS));
    config.setBusyTimeout((int) patience.toMillis());
    return open(path, config);
  }

  /**
   * Opens a ledger for writing, beside the daemon if there is one.
   *
   * @param path the ledger
   * @return the connection
   * @throws LedgerRefusedException when there is none, or this program may not write it
   * @throws SQLException when it cannot be opened
   */
  static Connection writing(Path path) throws LedgerRefusedException, SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    // As the daemon's writer has it for everything that may be lost in a power cut and done again.
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    Connection connection = open(path, config);
    try (Statement statement = connection.createStatement()) {
      // A checkpoint in the middle of a commit would make that commit long.
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      requireOwnSchema(connection, path);
      return connection;
    } catch (SQLException | LedgerRefusedException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection open(Path path, SQLiteConfig config)
      throws LedgerRefusedException, SQLException {
    requireFile(path);
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + path, config.toProperties());
    try {
      if (!Schema.isLedger(connection)) {
        throw new LedgerRefusedException(
            "What lies at " + path + " is a database of another program.", null, null);
      }
      return connection;
    } catch (SQLException | LedgerRefusedException e) {
      connection.close();
      throw e;
    }
  }

  private static Path wal(Path path) {
    return path.resolveSibling(path.getFileName() + "-wal");
  }

  /** Refuses where there is no file to be opened: SQLite would make one. */
  static void requireFile(Path path) throws LedgerRefusedException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new LedgerRefusedException(
          "There is no ledger at " + path + "; the daemon makes one.", "coven daemon start", null);
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new LedgerRefusedException("The ledger " + path + " is no regular file.", null, null);
    }
    try {
      if (Files.size(path) == 0) {
        throw new LedgerRefusedException(
            "The ledger " + path + " is empty, though every ledger begins with its tables.",
            "mv '" + path + "' '" + path + ".bad'",
            null);
      }
    } catch (IOException e) {
      throw new LedgerRefusedException(
          "The ledger " + path + " cannot be looked at: " + e.getMessage(), null, e);
    }
  }

  private static void requireOwnSchema(Connection connection, Path path)
      throws LedgerRefusedException, SQLException {
    Schema.Versions versions = Schema.read(connection);
    if (versions.compatibleFrom() > Schema.CURRENT) {
      throw newer(path);
    }
    if (versions.schema() < Schema.CURRENT) {
      throw new LedgerRefusedException(
          "The ledger "
              + path
              + " is of an older version; a daemon of this one brings it up to date.",
          "coven daemon restart",
          null);
    }
  }

  static LedgerRefusedException newer(Path path) {
    return new LedgerRefusedException(
        "The ledger " + path + " was written by a newer Coven. Install that version again.",
        null,
        null);
  }

  /** What to say of a failure that SQLite reports. */
  static LedgerRefusedException refusal(Path path, SQLException e) {
    return switch (Transactions.primary(e)) {
      case SQLITE_NOTADB, SQLITE_CORRUPT ->
          new LedgerRefusedException("The ledger " + path + " is damaged.", CHECK, e);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new LedgerRefusedException(
              "The ledger " + path + " is locked by another process.", "the same again later", e);
      case SQLITE_FULL ->
          new LedgerRefusedException("The disk is full: " + e.getMessage(), null, e);
      default ->
          new LedgerRefusedException(
              "The ledger " + path + " cannot be used: " + e.getMessage(), CHECK, e);
    };
  }

  /** The single number that a statement gives. */
  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no answer to: " + sql);
      }
      return rows.getLong(1);
    }
  }
}
