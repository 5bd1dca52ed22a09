package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import dev.coven.home.Config;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the retention windows let go, and in which steps. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrunerTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
  private final InstantSource clock = now::get;
  private final List<Long> removedByTransaction = new ArrayList<>();
  private TestLedger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"), clock);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void eventsGoAfterTheirWindowAndTheLastOneStays() throws Exception {
    ended("old", SessionStatus.FAILED, 3);
    pass(Duration.ofDays(20));
    ended("young", SessionStatus.COMPLETED, 3);
    pass(Duration.ofDays(11));

    PruneReport report = pruner(events(Duration.ofDays(30))).run();

    assertEquals(List.of(EventKind.EXIT), ledger.kinds("old"));
    assertEquals(4, ledger.events("young").size());
    assertEquals(SessionStatus.FAILED, ledger.session("old").record().status());
    assertEquals(new PruneReport(0, 1, 3, 3 * 1000, Optional.of(BEGIN)), report);
  }

  @Test
  void sessionsGoAsAWhole() throws Exception {
    ended("old", SessionStatus.KILLED, 3);
    pass(Duration.ofDays(20));
    ended("young", SessionStatus.COMPLETED, 3);
    pass(Duration.ofDays(11));

    PruneReport report = pruner(sessions(Duration.ofDays(30))).run();

    assertTrue(ledger.ledger.read(reader -> reader.session("old")).isEmpty());
    assertEquals(4, ledger.events("young").size());
    assertEquals(1, report.sessions());
    assertEquals(4, report.events());
    assertEquals(List.of(), faults());
  }

  @Test
  void whatIsNotFinalLosesNothing() throws Exception {
    TestLedger.print(lane("running"), "output");
    ledger.insert("created");
    ended("idle", SessionStatus.IDLE, 2);
    external("external");
    pass(Duration.ofDays(1000));
    List<String> before = everything();

    pruner(new Config.Retention(Optional.of(DAY), Optional.of(DAY), OptionalLong.of(1))).run();

    assertEquals(before, everything());
  }

  @Test
  void anEraserTouchesNoSessionThatIsNotFinalWhoeverAsks() throws Exception {
    StoredSession session = ledger.running("running", 1);
    ledger.commit(
        tx -> {
          tx.event(session.key(), EventKind.INPUT, new com.google.gson.JsonObject());
          return null;
        });

    long gone = ledger.commit(tx -> tx.eraser().events(session.key(), Long.MAX_VALUE));
    boolean row = ledger.commit(tx -> tx.eraser().session(session.key()));

    assertEquals(0, gone);
    assertEquals(false, row);
    assertEquals(1, ledger.events("running").size());
  }

  @Test
  void aSizeTakesTheEventsOfThoseThatEndedFirst() throws Exception {
    ended("begun first", SessionStatus.COMPLETED, 0);
    OutputLane late = lane("ends last");
    for (String id : List.of("first", "second", "third")) {
      ended(id, SessionStatus.COMPLETED, 50);
      pass(DAY);
    }
    print(late, 50);
    ledger.finish(late, SessionStatus.COMPLETED, 0);
    long used = ledger.ledger.read(reader -> reader.prune().usedBytes());

    pruner(size(used - 60_000)).run();

    assertEquals(1, ledger.events("first").size());
    assertEquals(1, ledger.events("second").size());
    assertEquals(51, ledger.events("third").size());
    assertEquals(51, ledger.events("ends last").size());
    assertTrue(ledger.ledger.read(reader -> reader.prune().usedBytes()) <= used - 60_000);
  }

  @Test
  void aPlanTellsWhatARunDoes() throws Exception {
    ended("oldest", SessionStatus.COMPLETED, 5);
    pass(DAY);
    ended("old", SessionStatus.COMPLETED, 5);
    pass(Duration.ofDays(30));
    ended("young", SessionStatus.COMPLETED, 5);
    Config.Retention windows =
        new Config.Retention(
            Optional.of(Duration.ofDays(10)),
            Optional.of(Duration.ofDays(30).plusHours(1)),
            OptionalLong.empty());
    List<String> before = everything();

    PruneReport plan = pruner(windows).plan();

    assertEquals(before, everything());
    assertEquals(1, plan.sessions());
    assertEquals(1, plan.stripped());
    assertEquals(11, plan.events());
    assertEquals(plan, pruner(windows).run());
    assertTrue(pruner(windows).plan().isEmpty());
  }

  /** What one transaction removes is bounded, so no write waits for more. */
  @Test
  void noTransactionRemovesMoreThanItsBounds() throws Exception {
    ended("many", SessionStatus.COMPLETED, 1000);
    OutputLane large = lane("large");
    for (int i = 0; i < 200; i++) {
      TestLedger.print(large, "x".repeat(60_000));
    }
    ledger.finish(large, SessionStatus.COMPLETED, 0);
    pass(DAY.multipliedBy(2));
    List<Long> bytes = new ArrayList<>();

    pruner(events(DAY), bytes::add).run();

    assertEquals(1, ledger.events("many").size());
    assertEquals(1, ledger.events("large").size());
    assertTrue(
        removedByTransaction.stream().allMatch(rows -> rows <= PrunePace.MAX_EVENTS),
        removedByTransaction::toString);
    assertTrue(bytes.stream().allMatch(removed -> removed <= PrunePace.MAX_BYTES), bytes::toString);
    assertTrue(removedByTransaction.size() > 5, removedByTransaction::toString);
  }

  @Test
  void aPruneThatWasCutOffIsEndedByTheNext() throws Exception {
    ended("cut", SessionStatus.COMPLETED, 1000);
    pass(DAY.multipliedBy(2));
    Pruner.Access cutting =
        new Direct(_ -> {}) {
          @Override
          public void rest(Duration time) throws InterruptedException {
            throw new InterruptedException("the daemon stops");
          }
        };
    assertThrows(
        InterruptedException.class,
        () -> new Pruner(cutting, events(DAY), clock, Progress.NONE).run());
    int left = ledger.events("cut").size();
    assertTrue(left > 1 && left < 1001, () -> left + " events");

    // Whatever the windows are now: a session is shown whole or without its events.
    pruner(events(DAY.multipliedBy(1000))).run();

    assertEquals(List.of(EventKind.EXIT), ledger.kinds("cut"));
    assertEquals(OptionalLong.empty(), ledger.ledger.read(reader -> reader.prune().unfinished()));
  }

  @Test
  void whenItWasDoneIsRemembered() throws Exception {
    assertEquals(Optional.empty(), ledger.ledger.read(LedgerReader::lastPruneAt));
    pruner(events(DAY)).run();
    assertEquals(Optional.of(BEGIN), ledger.ledger.read(LedgerReader::lastPruneAt));
  }

  @Test
  void numbersOfRemovedEventsAreNotGivenOutAgain() throws Exception {
    ended("old", SessionStatus.COMPLETED, 3);
    long highest = ledger.events("old").get(3).seq();
    pass(DAY.multipliedBy(2));
    pruner(sessions(DAY)).run();
    ended("new", SessionStatus.COMPLETED, 0);
    assertEquals(highest + 1, ledger.events("new").get(0).seq());
  }

  @Test
  void aPaceFollowsWhatATransactionTook() {
    PrunePace pace = new PrunePace();
    assertEquals(Duration.ofMillis(200), pace.after(Duration.ofMillis(50).toNanos()));
    assertEquals(PrunePace.MAX_EVENTS / 2, pace.events());
    assertEquals(PrunePace.FIRST_BYTES / 2, pace.bytes());
    for (int i = 0; i < 20; i++) {
      pace.after(Duration.ofSeconds(10).toNanos());
    }
    assertEquals(1, pace.events());
    for (int i = 0; i < 20; i++) {
      pace.after(1);
    }
    assertEquals(PrunePace.MAX_EVENTS, pace.events());
    assertEquals(PrunePace.MAX_BYTES, pace.bytes());
  }

  private static Config.Retention events(Duration window) {
    return new Config.Retention(Optional.of(window), Optional.empty(), OptionalLong.empty());
  }

  private static Config.Retention sessions(Duration window) {
    return new Config.Retention(Optional.empty(), Optional.of(window), OptionalLong.empty());
  }

  private static Config.Retention size(long bytes) {
    return new Config.Retention(Optional.empty(), Optional.empty(), OptionalLong.of(bytes));
  }

  private Pruner pruner(Config.Retention windows) {
    return pruner(windows, _ -> {});
  }

  private Pruner pruner(Config.Retention windows, java.util.function.LongConsumer bytes) {
    return new Pruner(new Direct(bytes), windows, clock, Progress.NONE);
  }

  private void pass(Duration time) {
    now.set(now.get().plus(time));
  }

  private OutputLane lane(String id) throws Exception {
    return ledger.writer.openLane(ledger.running(id, 1).key());
  }

  /** Events of 1000 bytes each, each in its own row. */
  private void print(OutputLane lane, int count) throws Exception {
    ledger.commit(
        tx -> {
          for (int i = 0; i < count; i++) {
            tx.event(lane.session(), EventKind.OUTPUT, clock.millis(), new byte[1000]);
          }
          return null;
        });
  }

  private void ended(String id, SessionStatus status, int outputs) throws Exception {
    OutputLane lane = lane(id);
    print(lane, outputs);
    ledger.finish(lane, status, status == SessionStatus.COMPLETED ? 0 : 1);
  }

  private void external(String id) throws Exception {
    StoredSession session = ledger.running(id, 1);
    // There is no way yet to register one.
    TestLedger.execute(
        ledger.path, "UPDATE sessions SET external = 1 WHERE key = " + session.key());
  }

  private List<String> everything() throws SQLException {
    List<String> all = new ArrayList<>();
    for (StoredSession session :
        ledger.ledger.read(reader -> reader.sessions(SessionCursor.NEWEST, true, 1000))) {
      all.add(session.record() + " " + ledger.kinds(session.record().id()));
    }
    return all;
  }

  private List<LedgerExamination.Fault> faults() throws Exception {
    return new LedgerExamination(ledger.path, Optional.empty(), Progress.NONE).run().faults();
  }

  private class Direct implements Pruner.Access {
    private final java.util.function.LongConsumer bytes;

    Direct(java.util.function.LongConsumer bytes) {
      this.bytes = bytes;
    }

    @Override
    public <T> T read(Ledger.Query<T> query) throws SQLException {
      return ledger.ledger.read(query);
    }

    @Override
    public <T> T write(StateChange<T> change) throws SQLException, InterruptedException {
      long[] before = total();
      T answer = ledger.writer.commit(change);
      long[] after = total();
      removedByTransaction.add(before[0] - after[0]);
      bytes.accept(before[1] - after[1]);
      return answer;
    }

    private long[] total() throws SQLException {
      long[] total = new long[2];
      for (StoredSession session :
          ledger.ledger.read(reader -> reader.sessions(SessionCursor.NEWEST, true, 1000))) {
        PruneQueries.Extent extent =
            ledger.ledger.read(reader -> reader.prune().extent(session.key(), Long.MAX_VALUE));
        total[0] += extent.events();
        total[1] += extent.bytes();
      }
      return total;
    }

    @Override
    public void rest(Duration time) throws InterruptedException {
      // Nobody else writes here.
    }
  }
}
