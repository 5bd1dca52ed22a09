package dev.coven.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.ProgressHandler;

/**
 * Tells that SQLite gets on with a long statement. It counts what SQLite has done and not the time,
 * so a statement that waits for a lock or for a disk tells nothing.
 */
final class SqliteProgress implements AutoCloseable {
  /** Steps of SQLite's machine between two calls: some milliseconds of work in memory. */
  private static final int STEPS = 100_000;

  private final Connection connection;

  private SqliteProgress(Connection connection) {
    this.connection = connection;
  }

  /**
   * Begins to tell.
   *
   * @param connection whose statements to follow
   * @param progress called on the thread that executes them
   * @return ends it
   * @throws SQLException when the connection is closed
   */
  static SqliteProgress tell(Connection connection, Runnable progress) throws SQLException {
    return tell(connection, STEPS, progress);
  }

  /** The same, with another number of steps between two calls. */
  static SqliteProgress tell(Connection connection, int steps, Runnable progress)
      throws SQLException {
    ProgressHandler.setHandler(
        connection,
        steps,
        new ProgressHandler() {
          @Override
          protected int progress() {
            progress.run();
            return 0; // Anything else would end the statement.
          }
        });
    return new SqliteProgress(connection);
  }

  @Override
  public void close() throws SQLException {
    ProgressHandler.clearHandler(connection);
  }
}
