package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.SessionStatus;
import dev.coven.home.CovenHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Free space goes back to the file system, also beside a writer. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LedgerCompactionTest {
  @TempDir private Path directory;
  private CovenHome home;

  @BeforeEach
  void name() {
    home = new CovenHome(directory);
  }

  @Test
  void besideAWriterTheFileShrinksAndNothingElseChanges() throws Exception {
    try (TestLedger ledger = new TestLedger(home.ledger())) {
      fill(ledger);
      LedgerCompaction.Result result = compact();
      assertFalse(result.rewritten());
      assertTrue(result.bytesBefore() > 2_000_000, result::toString);
      assertTrue(result.bytesAfter() < 1_400_000, result::toString);
      assertEquals(0, pragma("freelist_count"));
      assertEquals(1_000_000, ledger.output("kept").length());
      ledger.insert("afterwards");
    }
    assertSound();
  }

  @Test
  void withNothingToGiveItGivesNothing() throws Exception {
    new TestLedger(home.ledger()).close();
    LedgerCompaction.Result result = compact();
    assertEquals(result.bytesBefore(), result.bytesAfter());
  }

  @Test
  void aLedgerOfAnEarlierVersionIsWrittenAnewOnce() throws Exception {
    try (TestLedger ledger = new TestLedger(home.ledger())) {
      fill(ledger);
    }
    TestLedger.execute(
        home.ledger(), "PRAGMA journal_mode = DELETE", "PRAGMA auto_vacuum = NONE", "VACUUM");
    assertEquals(0, pragma("auto_vacuum"));

    LedgerCompaction.Result first = compact();

    assertTrue(first.rewritten());
    assertEquals(2, pragma("auto_vacuum"));
    assertFalse(compact().rewritten());
    assertSound();
  }

  @Test
  void aPaceFollowsWhatATransactionTook() {
    LedgerCompaction.PagePace pace = new LedgerCompaction.PagePace();
    int first = pace.pages();
    pace.after(Duration.ofMillis(30).toNanos());
    assertEquals(first / 2, pace.pages());
    pace.after(Duration.ofMillis(1).toNanos());
    assertEquals(first, pace.pages());
    for (int i = 0; i < 20; i++) {
      pace.after(Duration.ofSeconds(1).toNanos());
    }
    assertEquals(1, pace.pages());
  }

  /** A session that stays behind one that is gone, so that pages must move. */
  private static void fill(TestLedger ledger) throws Exception {
    print(ledger, "gone");
    print(ledger, "kept");
    long key = ledger.session("gone").key();
    ledger.commit(
        tx -> {
          tx.eraser().events(key, Long.MAX_VALUE);
          return tx.eraser().session(key);
        });
  }

  private static void print(TestLedger ledger, String id) throws Exception {
    OutputLane lane = ledger.writer.openLane(ledger.running(id, 1).key());
    TestLedger.print(lane, "x".repeat(1_000_000));
    ledger.finish(lane, SessionStatus.COMPLETED, 0);
  }

  private LedgerCompaction.Result compact() throws Exception {
    return new LedgerCompaction(home, Progress.NONE).run();
  }

  private long pragma(String name) throws SQLException {
    try (Connection connection = TestLedger.stranger(home.ledger())) {
      return LedgerVisit.number(connection, "PRAGMA " + name);
    }
  }

  private void assertSound() throws Exception {
    assertTrue(
        Files.size(home.ledger()) > 0
            && new LedgerExamination(home.ledger(), Optional.empty(), Progress.NONE)
                .run()
                .isSound());
  }
}
