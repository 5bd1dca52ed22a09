package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.SessionStatus;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy is whole, private, and never in place of something else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LedgerBackupTest {
  @TempDir private Path directory;

  @Test
  void aCopyHoldsWhatTheWriterHasCommittedAndIsALedger() throws Exception {
    Path copy = directory.resolve("it's a cöpy");
    try (TestLedger ledger = ledger()) {
      OutputLane lane = ledger.writer.openLane(ledger.running("s", 1).key());
      TestLedger.print(lane, "printed");
      ledger.finish(lane, SessionStatus.COMPLETED, 0);

      LedgerExamination.Findings findings = backup().to(copy);

      assertEquals(1, findings.sessions());
      assertEquals(2, findings.events());
      assertEquals(Files.size(copy), findings.bytes());
      ledger.insert("later");
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    try (TestLedger opened = new TestLedger(copy)) {
      assertEquals("printed", opened.output("s"));
      assertTrue(opened.ledger.read(reader -> reader.session("later")).isEmpty());
    }
    try (var files = Files.list(directory)) {
      assertEquals(2, files.count(), "nothing but the ledger and its copy");
    }
  }

  @Test
  void whatIsThereStays() throws Exception {
    ledger().close();
    Path there = Files.writeString(directory.resolve("there"), "precious");
    LedgerRefusedException refused =
        assertThrows(LedgerRefusedException.class, () -> backup().to(there));
    assertTrue(refused.getMessage().contains("There is something at " + there));
    assertEquals("precious", Files.readString(there));
  }

  @Test
  void aPlaceThatIsNotThereIsNamed() throws Exception {
    ledger().close();
    Path nowhere = directory.resolve("nowhere");
    LedgerRefusedException refused =
        assertThrows(LedgerRefusedException.class, () -> backup().to(nowhere.resolve("copy")));
    assertEquals(
        "There is no directory " + nowhere + " to write the copy into.", refused.getMessage());
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    ledger().close();
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("aim"));
    assertThrows(LedgerRefusedException.class, () -> backup().to(link));
    Path draft = Files.createSymbolicLink(directory.resolve("b.partial"), directory.resolve("aim"));
    assertThrows(LedgerRefusedException.class, () -> backup().to(directory.resolve("b")));
    assertTrue(Files.exists(draft, LinkOption.NOFOLLOW_LINKS));
    assertTrue(Files.notExists(directory.resolve("aim")));
  }

  @Test
  void aDamagedLedgerGivesNoCopy() throws Exception {
    try (TestLedger ledger = ledger()) {
      OutputLane lane = ledger.writer.openLane(ledger.running("s", 1).key());
      TestLedger.print(lane, "x".repeat(300_000));
      ledger.finish(lane, SessionStatus.COMPLETED, 0);
    }
    try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
      file.seek(4096 * 2);
      file.write(new byte[4096 * 10]);
    }
    Path copy = directory.resolve("copy");
    LedgerRefusedException refused =
        assertThrows(LedgerRefusedException.class, () -> backup().to(copy));
    assertEquals("coven ledger check", refused.next().orElseThrow());
    assertTrue(Files.notExists(copy));
    assertTrue(Files.notExists(directory.resolve("copy.partial")));
  }

  private Path path() {
    return directory.resolve("ledger.sqlite3");
  }

  private TestLedger ledger() throws Exception {
    return new TestLedger(path());
  }

  private LedgerBackup backup() {
    return new LedgerBackup(path(), Progress.NONE);
  }
}
