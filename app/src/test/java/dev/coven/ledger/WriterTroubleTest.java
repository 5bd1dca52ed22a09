package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.EventWriterHealth;
import dev.coven.contract.SessionStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the writer does while somebody else keeps it from writing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriterTroubleTest {
  @TempDir private Path directory;

  @Test
  void aLockedLedgerIsTroubleAndNothingIsLost() throws Exception {
    try (TestLedger ledger = new TestLedger(directory.resolve("ledger.sqlite3"))) {
      StoredSession session = ledger.running("s", 1);
      OutputLane lane = ledger.writer.openLane(session.key());
      CompletableFuture<Boolean> end;
      CompletableFuture<StoredSession> insert;
      try (Connection stranger = TestLedger.stranger(ledger.path);
          Statement statement = stranger.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        TestLedger.print(lane, "printed meanwhile");
        insert = ledger.writer.submit(tx -> tx.insert(TestLedger.described("t")));
        end = lane.finish(tx -> tx.end(session.key(), SessionStatus.COMPLETED, 0));

        Wait.until("health says so", () -> ledger.writer.trouble().isPresent());

        assertEquals(EventWriterHealth.State.FAILED, ledger.writer.health().state());
        assertFalse(insert.isDone());
        assertFalse(end.isDone());
        assertTrue(ledger.writer.failure().isEmpty(), "it passes, and is no failure");
        assertEquals(SessionStatus.RUNNING, ledger.session("s").record().status());
        statement.execute("ROLLBACK");
      }
      assertEquals("t", Wait.result(insert).record().id());
      assertTrue(Wait.result(end));
      assertEquals("printed meanwhile", ledger.output("s"));
      Wait.until("health follows", () -> ledger.writer.trouble().isEmpty());
      assertEquals(EventWriterHealth.State.HEALTHY, ledger.writer.health().state());
    }
  }

  @Test
  void aShutdownWhileItIsLockedGivesUpInTimeAndSaysWhy() throws Exception {
    TestLedger ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
    ledger.insert("s");
    try (Connection stranger = TestLedger.stranger(ledger.path);
        Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      CompletableFuture<StoredSession> insert =
          ledger.writer.submit(tx -> tx.insert(TestLedger.described("t")));

      long before = System.nanoTime();
      Exception thrown = assertThrows(Exception.class, ledger.writer::shutdown);
      long millis = (System.nanoTime() - before) / 1_000_000;

      assertTrue(thrown.toString().contains("locked"), thrown.toString());
      assertThrows(ExecutionException.class, () -> Wait.result(insert));
      assertTrue(millis < 2 * EventWriter.FLUSH_BUDGET.toMillis(), "took " + millis + " ms");
    }
    ledger.ledger.shutdown();
  }

  @Test
  void aReaderOfAnotherProcessDoesNotMakeAShutdownFail() throws Exception {
    TestLedger ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
    ledger.insert("s");
    try (Connection stranger = TestLedger.stranger(ledger.path);
        Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN");
      try (ResultSet rows = statement.executeQuery("SELECT id FROM sessions")) {
        assertTrue(rows.next());
        ledger.insert("t");
        ledger.close();
      }
    }
    assertEquals(2, count(ledger.path));
  }

  private static int count(Path path) throws SQLException {
    try (Connection connection = TestLedger.stranger(path);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM sessions")) {
      return rows.getInt(1);
    }
  }
}
