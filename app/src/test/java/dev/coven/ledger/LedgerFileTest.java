package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("ledger.sqlite3");
  }

  @Test
  void allFilesAreTheOwnersAlone() throws Exception {
    try (TestLedger ledger = new TestLedger(path)) {
      ledger.insert("s");
      Set<String> names = new TreeSet<>();
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          names.add(file.getFileName().toString());
          assertEquals("rw-------", mode(file), file.toString());
        }
      }
      assertEquals(Set.of("ledger.sqlite3", "ledger.sqlite3-shm", "ledger.sqlite3-wal"), names);
    }
  }

  @Test
  void aLooserLedgerOfOursIsTightened() throws Exception {
    new TestLedger(path).close();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    new TestLedger(path).close();
    assertEquals("rw-------", mode(path));
  }

  @Test
  void whatWasWrittenIsThereAgain() throws Exception {
    try (TestLedger ledger = new TestLedger(path)) {
      ledger.insert("s");
    }
    try (TestLedger ledger = new TestLedger(path)) {
      assertEquals("a title", ledger.session("s").record().title());
    }
  }

  @Test
  void aDirectoryIsRefused() throws Exception {
    Files.createDirectory(path);
    assertRefused("not a regular file");
  }

  @Test
  void aSymbolicLinkIsRefused() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    new TestLedger(elsewhere).close();
    Files.createSymbolicLink(path, elsewhere);
    assertRefused("not a regular file");
  }

  @Test
  void anEmptyFileIsALedgerThatWasLost() throws Exception {
    Files.createFile(path);
    assertRefused("it is empty");
    assertEquals(0, Files.size(path));
  }

  @Test
  void garbageIsRefusedAndItsContentsAreLeft() throws Exception {
    byte[] garbage = new byte[10_000];
    new Random(1).nextBytes(garbage);
    Files.write(path, garbage);
    assertRefused("not an SQLite database");
    assertRefused("coven ledger repair");
    assertArrayEquals(garbage, Files.readAllBytes(path));
  }

  @Test
  void aTruncatedLedgerIsRefused() throws Exception {
    new TestLedger(path).close();
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(file.length() - 4096);
    }
    assertRefused("damaged");
  }

  @Test
  void aLedgerCutWithinItsHeaderIsRefused() throws Exception {
    new TestLedger(path).close();
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(50);
    }
    assertThrows(LedgerFaultException.class, () -> new LedgerFile(path).openForWriting());
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefused() throws Exception {
    TestLedger.execute(path, "CREATE TABLE recipes (name TEXT)");
    assertRefused("another program");
    TestLedger.execute(path, "SELECT name FROM recipes");
  }

  @Test
  void ourMarkWithoutOurTablesIsRefused() throws Exception {
    TestLedger.execute(
        path,
        "CREATE TABLE recipes (name TEXT)",
        "PRAGMA application_id = " + Schema.APPLICATION_ID);
    assertRefused("not those of a ledger");
  }

  @Test
  void aNewerLedgerThatNeedsANewerProgramIsRefusedWithBothNumbers() throws Exception {
    new TestLedger(path).close();
    set("schema", Schema.CURRENT + 2);
    set("compatible_from", Schema.CURRENT + 1);

    LedgerFaultException fault =
        assertThrows(LedgerFaultException.class, () -> new LedgerFile(path).openForWriting());

    assertTrue(fault.getMessage().contains("needs " + (Schema.CURRENT + 1)), fault.getMessage());
    assertTrue(fault.getMessage().contains("knows " + Schema.CURRENT), fault.getMessage());
  }

  @Test
  void aNewerLedgerThatWeStillReadIsOpenedAndKeepsItsNumbers() throws Exception {
    new TestLedger(path).close();
    set("schema", Schema.CURRENT + 1);
    set("compatible_from", Schema.CURRENT);
    try (TestLedger ledger = new TestLedger(path)) {
      ledger.insert("s");
    }
    try (Connection connection = TestLedger.stranger(path)) {
      assertEquals(
          new Schema.Versions(Schema.CURRENT + 1, Schema.CURRENT), Schema.read(connection));
    }
  }

  @Test
  void aNewLedgerHasOurMarkAndNumbers() throws Exception {
    new TestLedger(path).close();
    try (Connection connection = TestLedger.stranger(path);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA application_id")) {
      assertEquals(Schema.APPLICATION_ID, rows.getInt(1));
      assertEquals(Schema.CURRENT, Schema.read(connection).schema());
    }
  }

  @Test
  void aDraftOfAFirstStartThatWasKilledIsNoLedger() throws Exception {
    Files.writeString(path.resolveSibling("ledger.sqlite3.new"), "half of a ledger");
    new TestLedger(path).close();
    assertFalse(Files.exists(path.resolveSibling("ledger.sqlite3.new")));
  }

  /** SQLite would play the old log into the new file: rows of one ledger among pages of another. */
  @Test
  void theLogOfALedgerThatWasMovedAwayIsNotPlayedIntoANewOne() throws Exception {
    Path lost = directory.resolve("lost.sqlite3");
    leaveAsKilled(lost);
    Files.move(lost.resolveSibling("lost.sqlite3-wal"), path.resolveSibling("ledger.sqlite3-wal"));
    Files.move(lost, path);
    // What the message about an unusable ledger advises.
    Path bad = path.resolveSibling("ledger.sqlite3.bad");
    Files.move(path, bad);

    try (TestLedger ledger = new TestLedger(path)) {
      assertTrue(ledger.ledger.read(reader -> reader.session("old")).isEmpty());
      ledger.insert("new");
      assertEquals("ok", integrity(path));
    }
    try (Connection connection = TestLedger.stranger(bad);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM sessions")) {
      assertTrue(rows.next(), "the old ledger keeps what only its log holds");
      assertEquals("old", rows.getString(1));
    }
  }

  /** A ledger whose daemon was killed: the last changes stand in the log alone. */
  private static void leaveAsKilled(Path target) throws Exception {
    Path live = target.resolveSibling("live.sqlite3");
    try (TestLedger ledger = new TestLedger(live)) {
      ledger.insert("old");
      for (String suffix : new String[] {"", "-wal"}) {
        Files.copy(
            live.resolveSibling("live.sqlite3" + suffix),
            target.resolveSibling(target.getFileName() + suffix),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.delete(live);
  }

  @Test
  void aLedgerWhoseDaemonWasKilledIsWhole() throws Exception {
    leaveAsKilled(path);
    try (TestLedger ledger = new TestLedger(path)) {
      assertEquals("old", ledger.session("old").record().id());
    }
  }

  private void assertRefused(String why) throws SQLException {
    LedgerFile file = new LedgerFile(path);
    LedgerFaultException fault =
        assertThrows(LedgerFaultException.class, () -> file.openForWriting());
    assertTrue(fault.getMessage().contains(why), fault.getMessage());
    assertTrue(fault.getMessage().contains(path.toString()), fault.getMessage());
    assertTrue(fault.getMessage().contains("mv '"), fault.getMessage());
  }

  private void set(String name, int value) throws SQLException {
    TestLedger.execute(path, "UPDATE ledger SET value = " + value + " WHERE name = '" + name + "'");
  }

  private static String integrity(Path path) throws SQLException {
    try (Connection connection = TestLedger.stranger(path);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
      return rows.getString(1);
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
  }
}
