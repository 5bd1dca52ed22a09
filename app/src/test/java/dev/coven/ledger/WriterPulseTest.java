package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Ticks;
import dev.coven.Wait;
import dev.coven.daemonology.Pulse;
import dev.coven.daemonology.Stall;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the writer counts as standing still. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriterPulseTest {
  @TempDir private Path directory;

  private final Ticks ticks = new Ticks();
  private Path path;
  private Ledger ledger;
  private EventWriter writer;

  @BeforeEach
  void start() throws Exception {
    path = directory.resolve("ledger.sqlite3");
    ledger = new Ledger(path);
    writer = new EventWriter(ledger, InstantSource.system(), _ -> {}, ticks);
    ledger.start();
    writer.start();
  }

  @AfterEach
  void end() throws Exception {
    writer.shutdown();
    ledger.shutdown();
  }

  @Test
  void restsWhileThereIsNothingToWrite() throws Exception {
    Wait.result(writer.submit(transaction -> transaction.insert(TestLedger.described("s"))));
    Wait.until("the writer rests", this::restsForADay);
  }

  private boolean restsForADay() {
    ticks.pass(Duration.ofDays(1));
    return writer.pulse().stall().isEmpty();
  }

  @Test
  void standsWhenATransactionDoesNotEnd() throws Exception {
    Gate gate = new Gate(writer);
    ticks.passSeconds(60);
    assertEquals(Optional.empty(), writer.pulse().stall());
    ticks.passSeconds(1);

    Stall stall = writer.pulse().stall().orElseThrow();

    assertEquals(writer.name(), stall.part());
    assertEquals("writes a transaction", stall.doing());
    assertEquals("coven-ledger-writer", stall.thread().orElseThrow().getName());
    gate.open();
    Wait.until("the writer moves", () -> writer.pulse().stall().isEmpty());
  }

  @Test
  void movesAsLongAsItTriesToWriteALockedLedger() throws Exception {
    CompletableFuture<StoredSession> insert;
    try (Connection stranger = TestLedger.stranger(path);
        Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      insert = writer.submit(transaction -> transaction.insert(TestLedger.described("s")));
      for (int i = 0; i < 3; i++) {
        Wait.until("there is trouble", () -> writer.trouble().isPresent());
        ticks.pass(Pulse.PATIENCE.multipliedBy(100));
        Wait.until("it tries again", () -> writer.pulse().stall().isEmpty());
      }
      statement.execute("ROLLBACK");
    }
    assertTrue(Wait.result(insert).key() > 0);
  }
}
