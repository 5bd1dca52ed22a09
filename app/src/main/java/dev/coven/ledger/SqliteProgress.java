package dev.coven.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.sqlite.ProgressHandler;

/**
 * Tells that SQLite gets on with a long statement. It counts what SQLite has done and not the time,
 * so a statement that waits for a lock or for a disk tells nothing.
 */
final class SqliteProgress implements AutoCloseable {
  /** Steps of SQLite's machine between two calls: some milliseconds of work in memory. */
  private static final int STEPS = 100_000;

  /** Fewer, because pages that come from a slow disk make each step longer. */
  private static final int LIMIT_STEPS = 1_000;

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

  /**
   * Ends a statement that takes too long: it fails with SQLITE_INTERRUPT. A wait for a lock or for
   * a disk is not ended by this.
   *
   * @param connection whose statements to end
   * @param limit how long they may take from now on, all together
   * @return takes the limit away
   * @throws SQLException when the connection is closed
   */
  static SqliteProgress limit(Connection connection, Duration limit) throws SQLException {
    long end = System.nanoTime() + limit.toNanos();
    return handle(connection, LIMIT_STEPS, () -> System.nanoTime() - end >= 0);
  }

  /** The same, with another number of steps between two calls. */
  static SqliteProgress tell(Connection connection, int steps, Runnable progress)
      throws SQLException {
    return handle(
        connection,
        steps,
        () -> {
          progress.run();
          return false;
        });
  }

  private static SqliteProgress handle(Connection connection, int steps, BooleanSupplier isOver)
      throws SQLException {
    ProgressHandler.setHandler(
        connection,
        steps,
        new ProgressHandler() {
          @Override
          protected int progress() {
            // Anything but 0 ends the statement.
            return isOver.getAsBoolean() ? 1 : 0;
          }
        });
    return new SqliteProgress(connection);
  }

  @Override
  public void close() throws SQLException {
    ProgressHandler.clearHandler(connection);
  }
}
