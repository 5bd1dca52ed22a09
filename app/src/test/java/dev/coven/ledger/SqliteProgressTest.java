package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SqliteProgressTest {
  private static final String LONG =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
          + " SELECT count(*) FROM n";

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void tellsAgainAndAgainDuringOneStatementAndThenNoMore() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        Statement statement = connection.createStatement()) {
      try (SqliteProgress _ = SqliteProgress.tell(connection, calls::incrementAndGet)) {
        count(statement);
      }
      int told = calls.get();
      assertTrue(told > 10, "told " + told + " times");
      count(statement);
      assertEquals(told, calls.get());
    }
  }

  private static void count(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery(LONG)) {
      assertTrue(rows.next());
      assertEquals(1_000_000, rows.getInt(1));
    }
  }
}
