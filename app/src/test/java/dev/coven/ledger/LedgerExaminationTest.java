package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.SessionStatus;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a check finds, and that it changes nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LedgerExaminationTest {
  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void make() throws Exception {
    path = directory.resolve("ledger.sqlite3");
    try (TestLedger ledger = new TestLedger(path)) {
      for (SessionStatus status :
          List.of(SessionStatus.COMPLETED, SessionStatus.FAILED, SessionStatus.KILLED)) {
        OutputLane lane = ledger.writer.openLane(ledger.running(status.wire(), 1).key());
        TestLedger.print(lane, "printed by " + status);
        ledger.finish(lane, status, status == SessionStatus.COMPLETED ? 0 : null);
      }
      ledger.running("orphaned", 1);
      ledger.commit(transaction -> transaction.recover(Set.of()));
      ledger.running("open", 2);
    }
  }

  @Test
  void aSoundLedgerIsSound() throws Exception {
    LedgerExamination.Findings findings = check(Optional.empty());
    assertEquals(List.of(), findings.faults());
    assertTrue(findings.isSound());
    assertEquals(5, findings.sessions());
    assertEquals(7, findings.events());
    assertEquals(1, findings.open());
    assertEquals(Files.size(path), findings.bytes());
  }

  @Test
  void itChangesNothingEvenWhereALogIsLeft() throws Exception {
    Path live = directory.resolve("live.sqlite3");
    try (TestLedger ledger = new TestLedger(live)) {
      ledger.insert("only in the log");
      for (String suffix : List.of("", "-wal")) {
        Files.copy(Path.of(live + suffix), Path.of(directory.resolve("killed") + suffix));
      }
    }
    Path killed = directory.resolve("killed");
    byte[] log = Files.readAllBytes(Path.of(killed + "-wal"));
    byte[] file = Files.readAllBytes(killed);

    assertEquals(
        1, new LedgerExamination(killed, Optional.empty(), Progress.NONE).run().sessions());

    assertArrayEquals(log, Files.readAllBytes(Path.of(killed + "-wal")));
    assertArrayEquals(file, Files.readAllBytes(killed));
  }

  @Test
  void itLeavesNothingBesideTheLedger() throws Exception {
    byte[] before = Files.readAllBytes(path);
    check(Optional.empty());
    try (var files = Files.list(directory)) {
      assertEquals(List.of(path), files.toList());
    }
    assertArrayEquals(before, Files.readAllBytes(path));
  }

  @Test
  void besideAWriterItSeesOneMoment() throws Exception {
    try (TestLedger ledger = new TestLedger(path)) {
      ledger.insert("meanwhile");
      LedgerExamination.Findings findings = check(Optional.of("run-1"));
      assertEquals(List.of(), findings.faults());
      assertEquals(6, findings.sessions());
    }
  }

  @Test
  void anOpenSessionOfAnotherRunIsNobodys() throws Exception {
    assertFault(Optional.of("run-2"), LedgerRules.OPEN_WITHOUT_OWNER, "session open is running");
  }

  @Test
  void aLostLastEventIsFound() throws Exception {
    TestLedger.execute(path, "DELETE FROM events WHERE kind = 3 AND session = 1");
    assertFault(LedgerRules.NO_LAST_EVENT, "session completed is completed");
  }

  @Test
  void aSessionWithoutEventsIsFound() throws Exception {
    TestLedger.execute(path, "DELETE FROM events WHERE session = 4");
    assertFault(LedgerRules.NO_LAST_EVENT, "session orphaned is orphaned and has no events");
  }

  @Test
  void aRowThatSaysOtherwiseIsFound() throws Exception {
    TestLedger.execute(path, "UPDATE sessions SET exit_code = 9 WHERE id = 'completed'");
    assertFault(LedgerRules.LAST_EVENT_DISAGREES, "session completed is completed");
  }

  @Test
  void aSecondEndIsFound() throws Exception {
    TestLedger.execute(
        path,
        "INSERT INTO events (session, kind, created_at, payload) SELECT session, kind, created_at,"
            + " payload FROM events WHERE kind = 3 AND session = 1");
    assertFault(LedgerRules.SEVERAL_LAST_EVENTS, "session completed has 2 exit events");
  }

  @Test
  void anEventOfNoSessionIsFound() throws Exception {
    TestLedger.execute(path, "DELETE FROM sessions WHERE id = 'killed'");
    assertFault(LedgerRules.EVENT_WITHOUT_SESSION, "2 events belong to session number 3");
  }

  @Test
  void aCounterThatIsBehindIsFound() throws Exception {
    TestLedger.execute(path, "UPDATE sqlite_sequence SET seq = 1");
    assertFault(LedgerRules.SEQ_BEHIND, "the counter stands at 1");
  }

  @Test
  void aDamagedPageIsFound() throws Exception {
    overwrite(4096 * 3, 4096);
    LedgerExamination.Findings findings = check(Optional.empty());
    assertTrue(findings.isDamaged(), findings.faults()::toString);
    assertTrue(findings.faultCount() > 0);
  }

  @Test
  void aDestroyedHeaderIsFound() throws Exception {
    overwrite(0, 100);
    assertTrue(check(Optional.empty()).isDamaged());
  }

  @Test
  void withoutALedgerItSaysSo() throws Exception {
    Path none = directory.resolve("none.sqlite3");
    LedgerRefusedException refused =
        assertThrows(
            LedgerRefusedException.class,
            () -> new LedgerExamination(none, Optional.empty(), Progress.NONE).run());
    assertTrue(refused.getMessage().contains("There is no ledger at " + none));
    assertTrue(Files.notExists(none));
  }

  @Test
  void anotherProgramsDatabaseIsLeftAlone() throws Exception {
    Path other = directory.resolve("other.sqlite3");
    TestLedger.execute(other, "CREATE TABLE recipes (name TEXT)");
    assertThrows(
        LedgerRefusedException.class,
        () -> new LedgerExamination(other, Optional.empty(), Progress.NONE).run());
  }

  private LedgerExamination.Findings check(Optional<String> owner) throws Exception {
    return new LedgerExamination(path, owner, Progress.NONE).run();
  }

  private void assertFault(String kind, String text) throws Exception {
    assertFault(Optional.empty(), kind, text);
  }

  private void assertFault(Optional<String> owner, String kind, String text) throws Exception {
    LedgerExamination.Findings findings = check(owner);
    assertTrue(
        findings.faults().stream()
            .anyMatch(fault -> fault.kind().equals(kind) && fault.text().contains(text)),
        findings.faults()::toString);
    assertEquals(false, findings.isDamaged());
  }

  private void overwrite(long at, int length) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      file.write(new byte[length]);
    }
  }
}
