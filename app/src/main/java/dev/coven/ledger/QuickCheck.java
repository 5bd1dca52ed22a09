package dev.coven.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** SQLite's own look through all pages of a ledger; it reads each of them and writes none. */
final class QuickCheck {
  private QuickCheck() {}

  /**
   * Looks through the ledger.
   *
   * @param statement of a connection that nobody else uses meanwhile; cancelling it ends the look
   * @return the first thing that is wrong, or empty when all is well
   * @throws SQLException when it could not be looked through, or the statement was cancelled
   */
  static Optional<String> firstProblem(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      String said = rows.next() ? rows.getString(1) : "no answer";
      // "*** in database main ***" stands on a line of its own before some findings.
      return said.equals("ok") ? Optional.empty() : Optional.of(said.strip().replace('\n', ' '));
    } catch (SQLException e) {
      if (Transactions.isDamage(e)) {
        return Optional.of(e.getMessage());
      }
      throw e;
    }
  }

  /** The same over a connection of its own, with a call again and again while it gets on. */
  static Optional<String> firstProblem(Connection connection, Runnable progress)
      throws SQLException {
    try (SqliteProgress _ = SqliteProgress.tell(connection, progress);
        Statement statement = connection.createStatement()) {
      return firstProblem(statement);
    }
  }
}
