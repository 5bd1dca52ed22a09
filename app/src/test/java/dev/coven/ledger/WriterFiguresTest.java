package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.EventWriterHealth;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes that are refused or broken, and what the writer says of itself. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriterFiguresTest {
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
  void aRefusedChangeFailsAlone() throws Exception {
    Gate gate = new Gate(ledger.writer);
    CompletableFuture<StoredSession> first =
        ledger.writer.submit(tx -> tx.insert(TestLedger.described("same")));
    CompletableFuture<StoredSession> second =
        ledger.writer.submit(
            tx -> {
              tx.insert(TestLedger.described("undone"));
              return tx.insert(TestLedger.described("same"));
            });
    CompletableFuture<StoredSession> third =
        ledger.writer.submit(
            tx -> {
              tx.insert(TestLedger.described("undone too"));
              throw new IllegalArgumentException("a fault of the caller's");
            });
    CompletableFuture<StoredSession> fourth =
        ledger.writer.submit(tx -> tx.insert(TestLedger.described("other")));
    gate.open();

    Wait.result(first);
    Wait.result(fourth);
    assertInstanceOf(
        SQLException.class,
        assertThrows(ExecutionException.class, () -> Wait.result(second)).getCause());
    assertInstanceOf(
        IllegalArgumentException.class,
        assertThrows(ExecutionException.class, () -> Wait.result(third)).getCause());
    ledger.session("same");
    ledger.session("other");
    assertTrue(ledger.ledger.read(reader -> reader.session("undone")).isEmpty());
    assertTrue(ledger.ledger.read(reader -> reader.session("undone too")).isEmpty());
    assertTrue(ledger.writer.failure().isEmpty());
  }

  @Test
  void eventsOfARefusedChangeAreNotCounted() throws Exception {
    StoredSession session = ledger.running("s", 1);
    long before = ledger.writer.health().committedEvents();
    CompletableFuture<Void> refused =
        ledger.writer.submit(
            transaction -> {
              transaction.event(session.key(), EventKind.INPUT, new JsonObject());
              throw new IllegalArgumentException("after all no");
            });
    assertThrows(ExecutionException.class, () -> Wait.result(refused));
    ledger.commit(
        transaction -> {
          transaction.event(session.key(), EventKind.INPUT, new JsonObject());
          return null;
        });
    Wait.until("the figures follow", () -> ledger.writer.health().committedEvents() == before + 1);
    assertEquals(1, ledger.events("s").size());
  }

  @Test
  void anErrorInAChangeLeavesNobodyWaiting() throws Exception {
    TestLedger mine = new TestLedger(directory.resolve("other.sqlite3"));
    StoredSession session = mine.running("s", 1);
    OutputLane lane = mine.writer.openLane(session.key());
    Gate gate = new Gate(mine.writer);
    CompletableFuture<String> before = mine.writer.submit(transaction -> "before");
    CompletableFuture<String> broken =
        mine.writer.submit(
            transaction -> {
              throw new AssertionError("a fault of the program's");
            });
    CompletableFuture<String> end = lane.finish(transaction -> "end");
    gate.open();

    for (CompletableFuture<String> waiting : List.of(before, broken, end)) {
      assertThrows(ExecutionException.class, () -> Wait.result(waiting));
    }
    assertInstanceOf(AssertionError.class, mine.writer.waitForFailure(Wait.PATIENCE));
    assertEquals(EventWriterHealth.State.FAILED, mine.writer.health().state());
    assertThrows(WriterClosedException.class, () -> mine.writer.submit(transaction -> ""));
    mine.close();
  }

  @Test
  void figuresOfAnIdleWriter() throws Exception {
    EventWriterHealth health = ledger.writer.health();
    assertEquals(EventWriterHealth.State.HEALTHY, health.state());
    assertEquals(0, health.queuedBytes());
    assertEquals(0, health.queuedEvents());
    assertEquals(WriteQueue.CAPACITY, health.capacityBytes());
    assertEquals(1, health.connectionOpens());
  }

  @Test
  void aHalfFullQueueIsPressured() throws Exception {
    Gate gate = new Gate(ledger.writer);
    List<OutputLane> lanes = new ArrayList<>();
    byte[] bytes = new byte[200 * 1024];
    for (long key : LongStream.range(0, 22).toArray()) {
      OutputLane lane = ledger.writer.openLane(key);
      lane.append(bytes, 0, bytes.length);
      lanes.add(lane);
    }
    assertEquals(EventWriterHealth.State.PRESSURED, ledger.writer.health().state());
    gate.open();
  }
}
