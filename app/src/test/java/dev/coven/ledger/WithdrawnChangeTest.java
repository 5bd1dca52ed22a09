package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes that somebody waits for only so long. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WithdrawnChangeTest {
  private static final Duration SOON = Duration.ofMillis(50);

  @TempDir private Path directory;
  @AutoClose private TestLedger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
  }

  @Test
  void oneThatIsMadeInTimeIsAnsweredAsAnyOther() throws Exception {
    assertEquals(
        "s",
        ledger
            .writer
            .commitWithin(tx -> tx.insert(TestLedger.described("s")), Wait.PATIENCE)
            .record()
            .id());
    assertThrows(
        SQLException.class,
        () -> ledger.writer.commitWithin(tx -> tx.insert(TestLedger.described("s")), SOON));
  }

  @Test
  void oneThatCouldNotBeWrittenIsNeverMade() throws Exception {
    try (Connection stranger = TestLedger.stranger(ledger.path);
        Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      // The first is in the transaction that is tried again and again, the second in the queue.
      for (String id : new String[] {"first", "second"}) {
        assertThrows(ChangeWithdrawnException.class, () -> insertSoon(id));
      }
      statement.execute("ROLLBACK");
    }
    ledger.insert("later");
    assertTrue(find("first").isEmpty());
    assertTrue(find("second").isEmpty());
    assertTrue(ledger.writer.trouble().isEmpty());
  }

  @Test
  void oneThatIsBeingWrittenIsWaitedFor() throws Exception {
    PendingChange<String> pending = new PendingChange<>(transaction -> "made");
    assertTrue(pending.claim());
    pending.withdraw();
    assertFalse(pending.result().isDone(), "it may be made yet");
    pending.giveBack();
    Exception thrown = assertThrows(CompletionException.class, () -> pending.result().join());
    assertTrue(thrown.getCause() instanceof ChangeWithdrawnException, thrown::toString);
    assertFalse(pending.claim(), "it is never made");
  }

  @Test
  void oneThatWaitsBehindASlowTransactionIsWithdrawn() throws Exception {
    Gate inTransaction = new Gate(ledger.writer);
    CompletableFuture<StoredSession> late = new CompletableFuture<>();
    // Waits behind the gate: it is in the queue, and so is withdrawn.
    Thread waits =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    late.complete(insertSoon("late"));
                  } catch (Exception e) {
                    late.completeExceptionally(e);
                  }
                });
    Wait.ended(waits);
    inTransaction.open();
    ledger.insert("after");
    assertTrue(late.isCompletedExceptionally());
    assertTrue(find("late").isEmpty());
  }

  @Test
  void oneThatMustBeMadeIsMadeLater() throws Exception {
    try (Connection stranger = TestLedger.stranger(ledger.path);
        Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      ledger.writer.commitEventually(tx -> tx.insert(TestLedger.described("must")), SOON);
      assertTrue(find("must").isEmpty());
      statement.execute("ROLLBACK");
    }
    Wait.until("it is made", () -> find("must").isPresent());
  }

  @Test
  void aDrainWaitsForNoneLongerThanAMoment() throws Exception {
    try (Connection stranger = TestLedger.stranger(ledger.path);
        Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      CompletableFuture<Throwable> refused = new CompletableFuture<>();
      Thread waits =
          Thread.ofPlatform()
              .start(
                  () ->
                      refused.complete(
                          assertThrows(
                              ChangeWithdrawnException.class,
                              () ->
                                  ledger.writer.commitWithin(
                                      tx -> tx.insert(TestLedger.described("waits")),
                                      Duration.ofDays(1)))));
      Wait.until("it is tried", () -> ledger.writer.trouble().isPresent());
      ledger.writer.drain();
      Wait.ended(waits);
      assertTrue(refused.isDone());
      assertThrows(
          ChangeWithdrawnException.class,
          () ->
              ledger.writer.commitWithin(
                  tx -> tx.insert(TestLedger.described("late")), Duration.ofDays(1)));
      ledger.writer.commitEventually(
          tx -> tx.insert(TestLedger.described("must")), Duration.ofDays(1));
      statement.execute("ROLLBACK");
    }
    Wait.until("it is made", () -> find("must").isPresent());
    assertTrue(find("waits").isEmpty());
    assertTrue(find("late").isEmpty());
  }

  @Test
  void aDrainLetsThroughWhatTheLedgerTakes() throws Exception {
    ledger.writer.drain();
    ledger.writer.commitWithin(tx -> tx.insert(TestLedger.described("s")), Duration.ofDays(1));
    assertTrue(find("s").isPresent());
  }

  private StoredSession insertSoon(String id) throws SQLException, InterruptedException {
    return ledger.writer.commitWithin(tx -> tx.insert(TestLedger.described(id)), SOON);
  }

  private Optional<StoredSession> find(String id) throws SQLException {
    return ledger.ledger.read(reader -> reader.session(id));
  }
}
