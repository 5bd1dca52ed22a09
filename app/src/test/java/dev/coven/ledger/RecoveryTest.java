package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.contract.SessionStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the sessions that an earlier run left open. */
class RecoveryTest {
  @TempDir private Path directory;
  private TestLedger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void runningBecomesOrphanedWithTheRecoveryAsItsLastEvent() throws Exception {
    StoredSession session = ledger.running("s", 4711);
    OutputLane lane = ledger.writer.openLane(session.key());
    TestLedger.print(lane, "half a sentence");
    ledger.commit(
        transaction -> {
          transaction.event(session.key(), EventKind.INPUT, new JsonObject());
          return null;
        });
    reopen();

    List<Orphan> orphans = ledger.commit(transaction -> transaction.recover(Set.of()));

    assertEquals(List.of(new Orphan("s", "run-1", 4711L, "boot:1")), orphans);
    assertEquals(SessionStatus.ORPHANED, ledger.session("s").record().status());
    assertNull(ledger.session("s").record().exitCode());
    StoredEvent last = ledger.events("s").getLast();
    assertEquals(EventKind.RECOVERY, last.kind());
    JsonObject payload = Json.parseObject(last.payloadJson());
    assertEquals("orphaned", payload.get("reason").getAsString());
    assertEquals("run-1", payload.get("previousInstanceId").getAsString());
    assertEquals(4711, payload.get("harnessPid").getAsLong());
    assertEquals("half a sentence", ledger.output("s"));
  }

  @Test
  void createdBecomesFailedWithAnExit() throws Exception {
    ledger.insert("s");
    reopen();

    assertEquals(
        List.of(new Orphan("s", "run-1", null, null)),
        ledger.commit(transaction -> transaction.unowned(Set.of())),
        "perhaps it had begun");
    List<Orphan> orphans = ledger.commit(transaction -> transaction.recover(Set.of()));

    assertEquals(List.of(), orphans);
    assertEquals(SessionStatus.FAILED, ledger.session("s").record().status());
    assertEquals(List.of(EventKind.EXIT), ledger.kinds("s"));
    assertEquals(
        "{\"exitCode\":null,\"status\":\"failed\"}", ledger.events("s").getFirst().payloadJson());
  }

  @Test
  void externalFinalAndIdleSessionsStayAsTheyAre() throws Exception {
    ledger.running("external", 1);
    for (SessionStatus end :
        List.of(
            SessionStatus.COMPLETED,
            SessionStatus.FAILED,
            SessionStatus.KILLED,
            SessionStatus.IDLE)) {
      StoredSession session = ledger.running(end.wire(), 1);
      ledger.commit(transaction -> transaction.end(session.key(), end, 3));
    }
    ledger.close();
    TestLedger.execute(ledger.path, "UPDATE sessions SET external = 1 WHERE id = 'external'");
    ledger = new TestLedger(ledger.path);
    List<StoredSession> before = all();

    List<Orphan> orphans = ledger.commit(transaction -> transaction.recover(Set.of()));

    assertEquals(List.of(), orphans);
    assertEquals(before, all());
    assertEquals(List.of(), ledger.kinds("external"));
    assertEquals(List.of(EventKind.EXIT), ledger.kinds("idle"));
  }

  @Test
  void aSecondRecoveryFindsNothing() throws Exception {
    ledger.running("s", 1);
    ledger.insert("t");
    ledger.commit(transaction -> transaction.recover(Set.of()));
    List<StoredSession> before = all();

    List<Orphan> orphans = ledger.commit(transaction -> transaction.recover(Set.of()));

    assertEquals(List.of(), orphans);
    assertEquals(before, all());
    assertEquals(List.of(EventKind.RECOVERY), ledger.kinds("s"));
  }

  @Test
  void allOfItIsOneTransaction() throws Exception {
    for (int i = 0; i < 50; i++) {
      ledger.running("s" + i, i + 1);
    }
    reopen();
    ledger.commit(transaction -> transaction.recover(Set.of()));
    Wait.until("the figures follow", () -> ledger.writer.health().transactions() == 1);
    assertEquals(50, ledger.writer.health().committedEvents());
  }

  private List<StoredSession> all() throws SQLException {
    return ledger.ledger.read(reader -> reader.sessions(SessionCursor.NEWEST, true, 1000));
  }

  private void reopen() throws Exception {
    ledger.close();
    ledger = new TestLedger(ledger.path);
  }
}
