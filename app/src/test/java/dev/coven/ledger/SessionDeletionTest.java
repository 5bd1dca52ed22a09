package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that is deleted takes its events with it, and nothing of anybody else's. */
class SessionDeletionTest {
  /** More than one transaction removes. */
  private static final int MANY = 3 * PrunePace.MAX_EVENTS;

  @TempDir private Path directory;
  private Path path;
  private TestLedger ledger;
  private SessionDeletion deletion;

  @BeforeEach
  void open() throws Exception {
    path = directory.resolve("ledger.sqlite3");
    begin();
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void begin() throws Exception {
    ledger = new TestLedger(path);
    deletion = new SessionDeletion(ledger.ledger, ledger.writer);
  }

  @Test
  void manyEventsGoInSmallTransactions() throws Exception {
    long kept = ended("kept", SessionStatus.COMPLETED, 3);
    long key = ended("s", SessionStatus.IDLE, MANY);
    long before = ledger.writer.health().transactions();
    assertTrue(deletion.delete(key));
    assertTrue(ledger.writer.health().transactions() - before >= 3);
    assertGone("s", key);
    assertEquals(4, count("events WHERE session = " + kept));
    assertEquals(List.of(), deletion.unfinished());
    assertFalse(deletion.delete(key), "it is gone");
  }

  @Test
  void whatIsOpenIsNotTouched() throws Exception {
    long key = ledger.running("s", 1).key();
    OutputLane lane = ledger.writer.openLane(key);
    TestLedger.print(lane, "words");
    assertFalse(deletion.delete(key));
    ledger.finish(lane, SessionStatus.COMPLETED, 0);
    assertEquals("words", ledger.output("s"));
  }

  @Test
  void anInterruptedDeletionIsRememberedOverARestart() throws Exception {
    long key = ended("s", SessionStatus.FAILED, MANY);
    long some = ledger.events("s").get(MANY / 2).seq();
    ledger.commit(
        transaction -> {
          transaction.deleteEvents(key, some);
          return null;
        });
    ledger.close();
    begin();
    assertEquals(List.of(key), deletion.unfinished());
    assertTrue(deletion.delete(key));
    assertEquals(List.of(), deletion.unfinished());
    assertGone("s", key);
  }

  @Test
  void noKeyIsGivenToASecondSession() throws Exception {
    ledger.insert("first");
    long key = ended("s", SessionStatus.KILLED, 1);
    deletion.delete(key);
    assertEquals(key + 1, ledger.insert("s").key());
    ledger.close();
    TestLedger.execute(path, "DELETE FROM events", "DELETE FROM sessions");
    begin();
    assertEquals(key + 2, ledger.insert("s").key());
  }

  @Test
  void aLedgerFromBeforeKeepsItsRowsAndGivesNoKeyTwice() throws Exception {
    long key = ended("s", SessionStatus.COMPLETED, 2);
    ledger.running("live", 7);
    ledger.close();
    // As the version before made it.
    TestLedger.execute(
        path,
        "DROP TABLE requests",
        "CREATE TABLE older AS SELECT * FROM sessions",
        "DROP TABLE sessions",
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
        "INSERT INTO sessions SELECT * FROM older",
        "DROP TABLE older",
        "DELETE FROM sqlite_sequence WHERE name = 'sessions'",
        "CREATE INDEX sessions_by_age ON sessions (created_at DESC, id DESC)",
        "CREATE INDEX sessions_open ON sessions (status)"
            + " WHERE status IN ('created', 'running')",
        "UPDATE ledger SET value = 2 WHERE name = 'schema'");
    begin();
    assertEquals(3, ledger.events("s").size());
    assertEquals(SessionStatus.RUNNING, ledger.session("live").record().status());
    assertEquals(
        List.of(), new LedgerExamination(path, Optional.of("run-1"), Progress.NONE).run().faults());
    long live = ledger.session("live").key();
    assertEquals(key + 1, live);
    OutputLane lane = ledger.writer.openLane(live);
    ledger.finish(lane, SessionStatus.COMPLETED, 0);
    assertTrue(deletion.delete(live));
    assertEquals(live + 1, ledger.insert("new").key());
    assertEquals(1, count("ledger WHERE name = 'compatible_from' AND value = 1"));
  }

  private long ended(String id, SessionStatus status, int events) throws Exception {
    long key = ledger.running(id, 1).key();
    OutputLane lane = ledger.writer.openLane(key);
    ledger.commit(
        transaction -> {
          for (int i = 0; i < events; i++) {
            transaction.event(key, EventKind.INPUT, new JsonObject());
          }
          return null;
        });
    ledger.finish(lane, status, 0);
    return key;
  }

  private void assertGone(String id, long key) throws SQLException {
    assertTrue(ledger.ledger.read(reader -> reader.session(id)).isEmpty());
    assertEquals(0, count("events WHERE session = " + key));
  }

  private long count(String what) throws SQLException {
    try (var connection = TestLedger.stranger(path)) {
      return LedgerVisit.number(connection, "SELECT count(*) FROM " + what);
    }
  }
}
