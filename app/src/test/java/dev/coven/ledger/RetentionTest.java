package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.StorageHealth;
import dev.coven.home.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The part of the daemon that prunes by itself. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RetentionTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  /** Everything that has ended is old: an end lies before a window that ends in the future. */
  private static final Config.Retention ALL =
      new Config.Retention(
          Optional.of(Duration.ofDays(-1)), Optional.empty(), OptionalLong.empty());

  @TempDir private Path directory;
  private TestLedger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
    OutputLane lane = ledger.writer.openLane(ledger.running("s", 1).key());
    TestLedger.print(lane, "printed");
    ledger.finish(lane, SessionStatus.COMPLETED, 0);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void itPrunesByItselfAndHealthTellsWhen() throws Exception {
    Retention retention = retention(ALL, SOON);
    StorageSampler sampler =
        new StorageSampler(
            ledger.ledger, ledger.writer, retention::isBlocked, InstantSource.system());
    retention.start();
    Wait.until("the events are gone", () -> kinds().equals(List.of(EventKind.EXIT)));
    Wait.until("it is noted", () -> lastPrune().isPresent());
    sampler.start();
    StorageHealth health = sampler.latest();
    assertEquals(lastPrune().orElseThrow(), health.lastPruneAt());
    assertFalse(health.maintenanceBlocked());
    sampler.shutdown();
    retention.shutdown();
    assertEquals(Optional.empty(), retention.failure());
  }

  @Test
  void withoutAWindowItDoesNothing() throws Exception {
    Retention retention = retention(Config.Retention.NONE, SOON);
    retention.start();
    retention.shutdown();
    assertEquals(2, kinds().size());
    assertEquals(Optional.empty(), lastPrune());
  }

  @Test
  void itEndsWhileItWaitsForTheWriter() throws Exception {
    Gate gate = new Gate(ledger.writer);
    Retention retention = retention(ALL, SOON);
    retention.start();
    Wait.until("a change waits", () -> ledger.writer.health().queuedEvents() > 0);
    assertTrue(retention.pulse().stall().isEmpty());
    retention.shutdown();
    gate.open();
    assertEquals(Optional.empty(), retention.failure());
  }

  private Retention retention(Config.Retention windows, Duration first) {
    return new Retention(
        ledger.ledger, ledger.writer, windows, InstantSource.system(), first, NEVER);
  }

  private List<EventKind> kinds() {
    try {
      return ledger.kinds("s");
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<java.time.Instant> lastPrune() {
    try {
      return ledger.ledger.read(LedgerReader::lastPruneAt);
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }
}
