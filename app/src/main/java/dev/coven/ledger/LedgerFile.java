package dev.coven.ledger;

import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The ledger's file: made whole or not at all, opened only when it is sound and ours.
 *
 * <p>A new ledger gets its tables under another name and is then renamed. So an empty file in its
 * place never is a ledger that is about to begin, it is one that was lost, and is refused.
 */
final class LedgerFile {
  /** How long a reader waits while another process locks the file, in milliseconds. */
  private static final int BUSY_MILLIS = 5_000;

  /**
   * How long the writer waits, in milliseconds. It tries again by itself, and only between two
   * tries can it tell of its trouble or be told to stop.
   */
  private static final int WRITER_BUSY_MILLIS = 250;

  /** What is left of the write-ahead log's file after it was folded back, in bytes. */
  private static final int WAL_BYTES_KEPT = 32 * 1024 * 1024;

  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final Path path;
  private final Runnable progress;

  /** The file at a path, whose migration nobody follows. */
  LedgerFile(Path path) {
    this(path, () -> {});
  }

  LedgerFile(Path path, Runnable progress) {
    this.path = path;
    this.progress = progress;
  }

  Path path() {
    return path;
  }

  Path wal() {
    return path.resolveSibling(path.getFileName() + "-wal");
  }

  /**
   * Opens the ledger for writing, makes it if there is none, and brings it to today's schema.
   *
   * @return the writer's connection
   * @throws LedgerFaultException when it cannot be used: a directory, empty, no database, corrupt,
   *     or newer than this program can read
   * @throws SQLException when it cannot be opened for now
   */
  Connection openForWriting() throws LedgerFaultException, SQLException {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        create();
      }
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw fault("it is not a regular file", null);
      }
      if (Files.size(path) == 0) {
        throw fault("it is empty, though every ledger begins with its tables", null);
      }
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw fault("it cannot be accessed: " + e.getMessage(), e);
    }
    Connection connection = null;
    // After a crash SQLite first reads the whole log, within the first statement.
    try (ReadingProgress _ = ReadingProgress.follow(progress)) {
      connection = connect();
      if (!Schema.isLedger(connection)) {
        throw fault("it is a database of another program", null);
      }
      Schema.Versions versions = Schema.read(connection);
      if (versions.compatibleFrom() > Schema.CURRENT) {
        throw LedgerFaults.newer(path, versions.compatibleFrom());
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        // The writer folds the log back between two commits, where it can tell when it did.
        statement.execute("PRAGMA wal_autocheckpoint = 0");
        statement.execute("PRAGMA journal_size_limit = " + WAL_BYTES_KEPT);
      }
      refuseIfStillDamaged(connection);
      Schema.migrate(connection, versions, progress);
      execute(connection, "PRAGMA foreign_keys = ON");
      waitWhenBusy(connection, WRITER_BUSY_MILLIS);
      Connection opened = connection;
      connection = null;
      return opened;
    } catch (SQLException e) {
      switch (Transactions.primary(e)) {
        case SQLITE_NOTADB ->
            throw LedgerFaults.unreadable(path, "it is not an SQLite database", e);
        case SQLITE_CORRUPT -> throw LedgerFaults.damaged(path, e.getMessage(), e);
        case SQLITE_ERROR -> throw fault("its tables are not those of a ledger", e);
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH -> throw fault("it cannot be opened", e);
        default -> throw e;
      }
    } finally {
      if (connection != null) {
        connection.close();
      }
    }
  }

  /**
   * Opens the ledger for reading, beside the writer.
   *
   * @throws SQLException when it cannot be opened
   */
  Connection openForReading() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A ledger that was found damaged is not served again before somebody has mended it. */
  private void refuseIfStillDamaged(Connection connection)
      throws LedgerFaultException, SQLException {
    Evidence evidence = new Evidence(path);
    try {
      if (!evidence.isSuspect()) {
        return;
      }
      Optional<String> problem = QuickCheck.firstProblem(connection, progress);
      if (problem.isPresent()) {
        throw LedgerFaults.damaged(path, problem.get(), null);
      }
      evidence.settle();
    } catch (IOException e) {
      // What an earlier daemon noted cannot be read or renamed; the ledger itself can be used.
      LOG.warn(LogLine.of("evidence cannot be examined").with("cause", e));
    }
  }

  private void create() throws SQLException, IOException {
    setAsideStrayLog();
    Path draft = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + draft)) {
      Schema.migrate(connection, Schema.Versions.NONE, () -> {});
    }
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * SQLite plays a log that it finds beside a database into it, whichever ledger it came from. One
   * that was left when the ledger was moved away gets the name that fits the ledger's new one.
   */
  private void setAsideStrayLog() throws IOException {
    if (Files.exists(wal(), LinkOption.NOFOLLOW_LINKS)) {
      Path aside = path.resolveSibling(path.getFileName() + LedgerFaults.SET_ASIDE + "-wal");
      Files.move(wal(), aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn(LogLine.of("set aside the log of a ledger that is gone").with("path", aside));
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
    try {
      waitWhenBusy(connection, BUSY_MILLIS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static void waitWhenBusy(Connection connection, int millis) throws SQLException {
    execute(connection, "PRAGMA busy_timeout = " + millis);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private LedgerFaultException fault(String what, Exception cause) {
    return LedgerFaults.unusable(path, what, cause);
  }
}
