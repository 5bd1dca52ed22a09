package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.Wait;
import dev.coven.contract.SessionStatus;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ledger with a damaged page: who meets it, what is kept of it, and when it is served again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamageTest {
  private static final int PAGE = 4096;

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void keepSomething() throws Exception {
    path = directory.resolve("ledger.sqlite3");
    try (TestLedger ledger = new TestLedger(path)) {
      StoredSession session = ledger.running("s", 1);
      OutputLane lane = ledger.writer.openLane(session.key());
      for (int i = 0; i < 20; i++) {
        TestLedger.print(lane, "x".repeat(20_000));
      }
      ledger.finish(lane, SessionStatus.COMPLETED, 0);
    }
  }

  @Test
  void aReaderThatMeetsItEndsTheDaemonAsDamaged() throws Exception {
    spoil(leaf("events"));
    Ledger ledger = new Ledger(path);
    ledger.start();
    assertThrows(
        SQLException.class,
        () ->
            ledger.read(
                reader -> {
                  reader.events(1, 0, 1000, event -> true);
                  return null;
                }));
    assertDamage(ledger.waitForFailure(Wait.PATIENCE));
    ledger.shutdown();
  }

  @Test
  void theWriterThatMeetsItTellsWhoeverWaits() throws Exception {
    spoil(leaf("sessions_open"), leaf("sessions_by_age"), leaf("sqlite_autoindex_sessions_1"));
    TestLedger ledger = new TestLedger(path);
    assertThrows(Exception.class, () -> ledger.insert("t"));
    assertDamage(ledger.writer.waitForFailure(Wait.PATIENCE));
    ledger.writer.shutdown();
    ledger.ledger.shutdown();
  }

  @Test
  void aLedgerThatWasClosedIsNotLookedThrough() throws Exception {
    spoil(leaf("events_by_session"));
    Ledger ledger = new Ledger(path);
    ledger.start();
    LedgerCheck check = new LedgerCheck(ledger);
    check.start();
    check.shutdown();
    assertTrue(check.failure().isEmpty());
    ledger.shutdown();
  }

  @Test
  void oneThatWasNotClosedIsLookedThroughInTheBackground() throws Exception {
    spoil(leaf("events_by_session"));
    leaveAsKilled();
    Ledger ledger = new Ledger(path);
    ledger.start();
    LedgerCheck check = new LedgerCheck(ledger);
    check.start();
    assertDamage(check.waitForFailure(Wait.PATIENCE));
    check.shutdown();
    ledger.shutdown();
  }

  @Test
  void whatIsKeptIsTheOwnersAloneAndKeptOnce() throws Exception {
    spoil(leaf("events"));
    byte[] found = Files.readAllBytes(path);
    Evidence evidence = new Evidence(path);
    AtomicInteger told = new AtomicInteger();

    String first = evidence.keep("why", told::incrementAndGet);
    assertEquals(first, evidence.keep("why", told::incrementAndGet));

    assertTrue(told.get() > 0);
    List<Path> kept = evidence();
    assertEquals(2, kept.size(), kept::toString);
    for (Path file : kept) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    Path copy = Path.of(first.substring(first.indexOf('/')));
    assertTrue(Files.mismatch(path, copy) == -1 && found.length == Files.size(copy));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory.resolve("evidence"))));
  }

  @Test
  void oneThatWasFoundDamagedIsRefusedUntilItIsMended() throws Exception {
    Path sound = Files.copy(path, directory.resolve("sound"));
    spoil(leaf("events_by_session"));
    new Evidence(path).keep("found by a check", () -> {});

    LedgerFaultException refusal =
        assertThrows(LedgerFaultException.class, () -> new LedgerFile(path).openForWriting());
    assertDamage(refusal);
    assertTrue(refusal.getMessage().contains("mv '" + path), refusal.getMessage());

    // In place, so that it is the same file still.
    try (var out = Files.newOutputStream(path)) {
      Files.copy(sound, out);
    }
    new TestLedger(path).close();
    assertTrue(evidence().stream().anyMatch(file -> file.toString().endsWith(".settled")));
  }

  private static void assertDamage(Throwable failure) {
    LedgerFaultException fault = assertInstanceOf(LedgerFaultException.class, failure);
    assertTrue(fault.isDamage());
    assertTrue(fault.getMessage().contains("damaged ("), fault.getMessage());
    assertTrue(fault.getMessage().contains("coven ledger repair"), fault.getMessage());
  }

  private List<Path> evidence() throws Exception {
    try (Stream<Path> files = Files.list(directory.resolve("evidence"))) {
      return files.sorted().toList();
    }
  }

  /** The last page of a table or an index: a leaf, if it has more than one. */
  private long leaf(String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT max(pageno) FROM dbstat WHERE pagetype = 'leaf' AND name = '"
                    + name
                    + "'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void spoil(long... pages) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      for (long page : pages) {
        file.seek((page - 1) * PAGE);
        file.write(new byte[PAGE]);
      }
    }
  }

  /** As a daemon leaves it that was killed: with its log, whatever is in that. */
  private void leaveAsKilled() throws Exception {
    Path live = directory.resolve("live.sqlite3");
    Files.copy(path, live);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + live);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      statement.execute("INSERT INTO ledger VALUES ('probes', 1)");
      Files.copy(live, path, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(
          directory.resolve("live.sqlite3-wal"),
          directory.resolve("ledger.sqlite3-wal"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
