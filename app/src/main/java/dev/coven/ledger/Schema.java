package dev.coven.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The ledger's tables and how older ones become today's.
 *
 * <p>The ledger stores two numbers: the schema it has, and the oldest schema whose program can work
 * with it ({@code compatible_from}). A program opens what is not above its own number by the second
 * one, so that the version before an update can come back to the same ledger.
 */
final class Schema {
  /** "COVN": tells our ledger from any other SQLite database. */
  static final int APPLICATION_ID = 0x434f564e;

  /** Each step takes a ledger from the schema of its index to the next one. */
  private static final List<Step> STEPS =
      List.of(
          new Step(
              1,
              List.of(
                  "CREATE TABLE ledger (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT"
                      + " ROWID",
                  """
                  CREATE TABLE sessions (
                    key INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    project_root TEXT NOT NULL,
                    harness TEXT NOT NULL,
                    title TEXT NOT NULL,
                    status TEXT NOT NULL,
                    exit_code INTEGER,
                    archived_at INTEGER,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL,
                    conversation_id TEXT,
                    labels TEXT NOT NULL,
                    visibility TEXT NOT NULL,
                    external INTEGER NOT NULL,
                    transcript_path TEXT,
                    request_digest TEXT,
                    instance_id TEXT,
                    harness_pid INTEGER,
                    harness_start TEXT
                  )\
                  """,
                  "CREATE INDEX sessions_by_age ON sessions (created_at DESC, id DESC)",
                  "CREATE INDEX sessions_open ON sessions (status)"
                      + " WHERE status IN ('created', 'running')",
                  // AUTOINCREMENT: the number of a deleted event is never given out again.
                  """
                  CREATE TABLE events (
                    seq INTEGER PRIMARY KEY AUTOINCREMENT,
                    session INTEGER NOT NULL REFERENCES sessions (key),
                    kind INTEGER NOT NULL,
                    created_at INTEGER NOT NULL,
                    payload BLOB NOT NULL
                  )\
                  """,
                  "CREATE INDEX events_by_session ON events (session)")),
          // An older program leaves it alone, and what is in it: it hands nothing over.
          new Step(
              1,
              List.of(
                  """
                  CREATE TABLE handovers (
                    session INTEGER PRIMARY KEY REFERENCES sessions (key),
                    terminal INTEGER,
                    input TEXT NOT NULL,
                    position INTEGER NOT NULL
                  )\
                  """)),
          // AUTOINCREMENT: since sessions can be deleted, or whoever still follows one by its key
          // would be shown another's events. SQLite adds it only to a new table.
          new Step(
              1,
              List.of(
                  """
                  CREATE TABLE sessions_with_keys (
                    key INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE,
                    project_root TEXT NOT NULL,
                    harness TEXT NOT NULL,
                    title TEXT NOT NULL,
                    status TEXT NOT NULL,
                    exit_code INTEGER,
                    archived_at INTEGER,
                    created_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL,
                    conversation_id TEXT,
                    labels TEXT NOT NULL,
                    visibility TEXT NOT NULL,
                    external INTEGER NOT NULL,
                    transcript_path TEXT,
                    request_digest TEXT,
                    instance_id TEXT,
                    harness_pid INTEGER,
                    harness_start TEXT
                  )\
                  """,
                  "INSERT INTO sessions_with_keys SELECT * FROM sessions ORDER BY key",
                  "DROP TABLE sessions",
                  "ALTER TABLE sessions_with_keys RENAME TO sessions",
                  "CREATE INDEX sessions_by_age ON sessions (created_at DESC, id DESC)",
                  "CREATE INDEX sessions_open ON sessions (status)"
                      + " WHERE status IN ('created', 'running')")),
          // With the session it goes, also when an older program removes that.
          new Step(
              1,
              List.of(
                  """
                  CREATE TABLE requests (
                    session INTEGER PRIMARY KEY REFERENCES sessions (key) ON DELETE CASCADE,
                    request TEXT NOT NULL
                  )\
                  """)));

  /** The schema that this program writes. */
  static final int CURRENT = STEPS.size();

  /** The oldest schema whose program can use what this one writes. */
  static final int COMPATIBLE_FROM = STEPS.stream().mapToInt(Step::compatibleFrom).max().orElse(0);

  /** A step of migration: what it runs, and the oldest program that can use the result. */
  private record Step(int compatibleFrom, List<String> statements) {}

  /** The two numbers of a ledger. */
  record Versions(int schema, int compatibleFrom) {
    /** A database without tables. */
    static final Versions NONE = new Versions(0, 0);
  }

  private Schema() {}

  /**
   * Whether a database is a ledger. Reading its tables is also what notices a damaged file.
   *
   * @param connection an open database
   * @throws SQLException when the database cannot be read
   */
  static boolean isLedger(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return single(statement, "SELECT count(*) FROM sqlite_schema") > 0
          && single(statement, "PRAGMA application_id") == APPLICATION_ID;
    }
  }

  /**
   * Reads the numbers of a ledger.
   *
   * @param connection an open ledger
   * @return its numbers
   * @throws SQLException when it cannot be read
   */
  static Versions read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return new Versions(
          single(statement, "SELECT value FROM ledger WHERE name = 'schema'"),
          single(statement, "SELECT value FROM ledger WHERE name = 'compatible_from'"));
    }
  }

  /**
   * Brings a ledger to this program's schema in one transaction; leaves a newer one as it is.
   *
   * @param connection an open ledger, without a transaction; it must not enforce foreign keys, or
   *     no table that others refer to could be replaced
   * @param from its numbers now
   * @param progress called while a step gets on
   * @throws SQLException when a step fails; the ledger is as it was
   */
  static void migrate(Connection connection, Versions from, Runnable progress) throws SQLException {
    if (from.schema() >= CURRENT) {
      return;
    }
    try (SqliteProgress _ = SqliteProgress.tell(connection, progress);
        Statement statement = connection.createStatement()) {
      if (from.schema() == 0) {
        // Only before the first table, and not within a transaction. So `coven ledger compact` can
        // give free pages back beside a daemon.
        statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      }
      statement.execute("BEGIN IMMEDIATE");
      try {
        if (from.schema() == 0) {
          statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        }
        int compatibleFrom = from.compatibleFrom();
        for (Step step : STEPS.subList(from.schema(), CURRENT)) {
          for (String sql : step.statements()) {
            statement.execute(sql);
          }
          compatibleFrom = Math.max(compatibleFrom, step.compatibleFrom());
        }
        statement.execute(
            "INSERT OR REPLACE INTO ledger VALUES ('schema', %d), ('compatible_from', %d)"
                .formatted(CURRENT, compatibleFrom));
        statement.execute("COMMIT");
      } catch (SQLException e) {
        Transactions.rollback(statement, e);
        throw e;
      }
      if (from.schema() == 0) {
        // What its first steps made and replaced leaves pages free. Not by a query: it gives a row
        // for each page, and is done only when all were fetched.
        statement.executeUpdate("PRAGMA incremental_vacuum");
      }
    }
  }

  private static int single(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no answer to: " + sql);
      }
      return rows.getInt(1);
    }
  }
}
