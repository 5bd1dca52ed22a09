package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventWriterTest {
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
  void outputIsStoredInOrderAndTheEndComesLast() throws Exception {
    StoredSession session = ledger.running("s", 1);
    OutputLane lane = ledger.writer.openLane(session.key());
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      String line = "line " + i + " €\r\n";
      expected.append(line);
      TestLedger.print(lane, line);
    }
    ledger.finish(lane, SessionStatus.COMPLETED, 0);

    assertEquals(expected.toString(), ledger.output("s"));
    List<StoredEvent> events = ledger.events("s");
    assertEquals(EventKind.EXIT, events.getLast().kind());
    assertEquals("{\"exitCode\":0,\"status\":\"completed\"}", events.getLast().payloadJson());
    assertEquals(1, events.stream().filter(e -> e.kind() == EventKind.EXIT).count());
    assertEquals(SessionStatus.COMPLETED, ledger.session("s").record().status());
  }

  @Test
  void lanesOfSessionsDoNotMix() throws Exception {
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String name = "s" + i;
      OutputLane lane = ledger.writer.openLane(ledger.running(name, 1).key());
      readers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int k = 0; k < 500; k++) {
                        TestLedger.print(lane, name + "." + k + "\n");
                      }
                      ledger.finish(lane, SessionStatus.COMPLETED, 0);
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  }));
    }
    for (Thread reader : readers) {
      Wait.ended(reader);
    }
    for (int i = 0; i < 8; i++) {
      StringBuilder expected = new StringBuilder();
      for (int k = 0; k < 500; k++) {
        expected.append("s" + i + "." + k + "\n");
      }
      assertEquals(expected.toString(), ledger.output("s" + i));
    }
  }

  @Test
  void whatWaitsDuringACommitIsCommittedTogether() throws Exception {
    Gate gate = new Gate(ledger.writer);
    long before = ledger.writer.health().transactions();
    List<CompletableFuture<StoredSession>> inserts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String id = "s" + i;
      inserts.add(ledger.writer.submit(tx -> tx.insert(TestLedger.described(id))));
    }
    assertEquals(200, ledger.writer.health().queuedEvents());
    gate.open();
    for (CompletableFuture<StoredSession> insert : inserts) {
      Wait.result(insert);
    }
    Wait.until("the figures follow", () -> ledger.writer.health().transactions() == before + 2);
  }

  @Test
  void aStateChangeOvertakesOutputThatWaits() throws Exception {
    StoredSession loud = ledger.running("loud", 1);
    StoredSession other = ledger.running("other", 2);
    OutputLane lane = ledger.writer.openLane(loud.key());
    Gate gate = new Gate(ledger.writer);
    TestLedger.print(lane, "waits");
    CompletableFuture<Void> change =
        ledger.writer.submit(
            transaction -> {
              transaction.event(other.key(), EventKind.INPUT, new JsonObject());
              return null;
            });
    gate.open();
    Wait.result(change);
    ledger.finish(lane, SessionStatus.COMPLETED, 0);

    assertTrue(ledger.events("other").getFirst().seq() < ledger.events("loud").getFirst().seq());
  }

  @Test
  void aSessionEndsOnce() throws Exception {
    StoredSession session = ledger.running("s", 1);
    boolean first = ledger.commit(tx -> tx.end(session.key(), SessionStatus.KILLED, 143));
    boolean second = ledger.commit(tx -> tx.end(session.key(), SessionStatus.COMPLETED, 0));

    assertTrue(first);
    assertFalse(second);

    assertEquals(List.of(EventKind.EXIT), ledger.kinds("s"));
    assertEquals(SessionStatus.KILLED, ledger.session("s").record().status());
    assertEquals(143, ledger.session("s").record().exitCode());
  }

  @Test
  void seqIsNeverUsedAgain() throws Exception {
    StoredSession session = ledger.running("s", 1);
    for (int i = 0; i < 5; i++) {
      addInput(session);
    }
    long last = ledger.events("s").getLast().seq();
    ledger.close();
    TestLedger.execute(ledger.path, "DELETE FROM events");
    ledger = new TestLedger(ledger.path);

    addInput(session);

    assertTrue(ledger.events("s").getFirst().seq() > last);
  }

  @Test
  void shutdownWritesEverythingThatWaits() throws Exception {
    StoredSession session = ledger.running("s", 1);
    OutputLane lane = ledger.writer.openLane(session.key());
    Gate gate = new Gate(ledger.writer);
    TestLedger.print(lane, "the last words");
    CompletableFuture<Boolean> end =
        lane.finish(tx -> tx.end(session.key(), SessionStatus.COMPLETED, 0));
    CompletableFuture<Void> shutdown =
        CompletableFuture.runAsync(
            () -> {
              try {
                ledger.writer.shutdown();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    gate.open();
    Wait.result(shutdown);

    assertTrue(end.getNow(false));
    assertEquals("the last words", ledger.output("s"));
    assertEquals(0, Files.size(ledger.ledger.wal()), "folded back whole");
    assertTrue(ledger.writer.lastCheckpointAt().isPresent());
  }

  @Test
  void theLogIsFoldedBackThoughEventsAreSmall() throws Exception {
    StoredSession session = ledger.running("s", 1);
    JsonObject key = new JsonObject();
    key.addProperty("data", "k");
    // Each is a transaction of its own and takes whole pages of the log, however small it is.
    for (int i = 0; i < 4_000; i++) {
      ledger.commit(
          transaction -> {
            transaction.event(session.key(), EventKind.INPUT, key);
            return null;
          });
    }
    long bytes = Files.size(ledger.ledger.wal());
    assertTrue(bytes < 32 << 20, "the write-ahead log has " + bytes + " bytes");
    assertTrue(ledger.writer.lastCheckpointAt().isPresent());
  }

  private void addInput(StoredSession session) throws Exception {
    ledger.commit(
        transaction -> {
          transaction.event(session.key(), EventKind.INPUT, new JsonObject());
          return null;
        });
  }
}
