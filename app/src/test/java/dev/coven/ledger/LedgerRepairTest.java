package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import dev.coven.home.CovenHome;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a repair saves, and what it says of the rest. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LedgerRepairTest {
  private static final int PAGE = 4096;

  @TempDir private Path directory;
  private CovenHome home;
  private Path path;
  private final List<Path> copied = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    home = new CovenHome(directory);
    path = home.ledger();
    Random random = new Random(7);
    try (TestLedger ledger = new TestLedger(path)) {
      for (int i = 0; i < 40; i++) {
        OutputLane lane = ledger.writer.openLane(ledger.running("session-" + i, 1).key());
        byte[] printed = new byte[random.nextInt(200_000)];
        for (int at = 0; at < printed.length; at++) {
          printed[at] = (byte) (' ' + random.nextInt(90));
        }
        for (int at = 0; at < printed.length; at += 10_000) {
          lane.append(printed, at, Math.min(10_000, printed.length - at));
        }
        ledger.finish(lane, i % 2 == 0 ? SessionStatus.COMPLETED : SessionStatus.FAILED, i % 2);
      }
    }
  }

  @Test
  void aSoundLedgerIsLeftAsItIs() throws Exception {
    byte[] before = Files.readAllBytes(path);
    LedgerRepair.Result result = repair();
    assertTrue(result.after().isEmpty());
    assertTrue(result.copy().isEmpty());
    assertArrayEquals(before, Files.readAllBytes(path));
    assertFalse(Files.exists(directory.resolve("evidence")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everythingThatIsNotOnALostPageIsSaved(long seed) throws Exception {
    Map<String, List<String>> before = contents();
    Random random = new Random(seed);
    long pages = Files.size(path) / PAGE;
    for (int i = 0; i < 3; i++) {
      overwrite(PAGE * (1 + random.nextLong(pages - 1)), PAGE);
    }
    byte[] damaged = Files.readAllBytes(path);

    LedgerRepair.Result result = repair();

    assertFalse(result.before().isSound());
    assertTrue(result.after().orElseThrow().isSound());
    assertArrayEquals(damaged, Files.readAllBytes(result.copy().orElseThrow()));
    assertEquals(List.of(result.copy().orElseThrow()), copied);
    Map<String, List<String>> after = contents();
    assertEquals(before.keySet(), after.keySet());
    long touched =
        before.keySet().stream().filter(id -> !before.get(id).equals(after.get(id))).count();
    // A page of rows touches more sessions than one of output, but never most of them.
    assertTrue(touched <= 20, touched + " sessions differ");
    assertEquals(touched > 0, result.lostEvents() + result.lostSessions() > 0);
  }

  /** The pages that lead to the others: SQLite reads nothing any more, the rows are all there. */
  @Test
  void aLostFirstPageCostsNothing() throws Exception {
    Map<String, List<String>> before = contents();
    overwrite(0, PAGE);
    LedgerRepair.Result result = repair();
    assertEquals(before, contents());
    assertEquals(0, result.lostEvents() + result.lostSessions());
  }

  @Test
  void aLostSessionRowIsStoodInForAndKeepsItsEvents() throws Exception {
    Map<String, List<String>> before = contents();
    for (long page : pagesOf("sessions")) {
      overwrite((page - 1) * PAGE, PAGE);
    }
    LedgerRepair.Result result = repair();
    Map<String, List<String>> after = contents();
    assertTrue(result.lostSessions() > 0);
    assertEquals(before, after, "names come from the index, ends from the events");
    try (TestLedger ledger = new TestLedger(path)) {
      assertEquals(SessionStatus.FAILED, ledger.session("session-1").record().status());
      assertEquals(1, ledger.session("session-1").record().exitCode());
    }
  }

  @Test
  void lostEventsLeaveAWordInTheirPlace() throws Exception {
    long seq;
    try (TestLedger ledger = new TestLedger(path)) {
      seq = ledger.events("session-3").get(0).seq();
    }
    corruptPayloadChain(seq);

    LedgerRepair.Result result = repair();

    assertEquals(1, result.lostEvents());
    try (TestLedger ledger = new TestLedger(path)) {
      StoredEvent first = ledger.events("session-3").get(0);
      assertEquals(seq, first.seq());
      assertEquals(EventKind.RECOVERY, first.kind());
      assertTrue(first.text().contains("\"lost\""), first.text());
    }
  }

  @Test
  void numbersAreNotGivenOutAgain() throws Exception {
    long highest;
    try (TestLedger ledger = new TestLedger(path)) {
      ledger.commit(
          tx -> {
            tx.eraser().events(tx.insert(TestLedger.described("x")).key(), 0);
            return null;
          });
      highest = ledger.events("session-39").getLast().seq();
    }
    TestLedger.execute(path, "DELETE FROM events WHERE seq > " + (highest - 3));
    overwrite(0, PAGE);
    repair();
    try (TestLedger ledger = new TestLedger(path)) {
      ledger.commit(
          tx -> {
            tx.event(1, EventKind.INPUT, new com.google.gson.JsonObject());
            return null;
          });
      long given = ledger.events("session-0").getLast().seq();
      assertTrue(given > highest, given + " was given out before: " + highest);
    }
  }

  @Test
  void brokenRulesAreMendedToo() throws Exception {
    TestLedger.execute(
        path,
        "DELETE FROM events WHERE kind = 3 AND session = 1",
        "DELETE FROM sessions WHERE key = 2");
    LedgerRepair.Result result = repair();
    assertTrue(result.after().orElseThrow().isSound());
    try (TestLedger ledger = new TestLedger(path)) {
      assertEquals(EventKind.EXIT, ledger.kinds("session-0").getLast());
      assertEquals(EventKind.EXIT, ledger.kinds("recovered-2").getLast());
    }
  }

  @Test
  void whatOnlyTheLogHoldsIsSaved() throws Exception {
    Path elsewhere = directory.resolve("elsewhere.sqlite3");
    try (TestLedger ledger = new TestLedger(path)) {
      OutputLane lane = ledger.writer.openLane(ledger.running("in the log", 1).key());
      TestLedger.print(lane, "printed late");
      ledger.finish(lane, SessionStatus.COMPLETED, 0);
      Files.copy(path, elsewhere);
      Files.copy(Path.of(path + "-wal"), Path.of(elsewhere + "-wal"));
    }
    Files.delete(path);
    Files.move(elsewhere, path);
    Files.move(Path.of(elsewhere + "-wal"), Path.of(path + "-wal"));
    overwrite(PAGE * 20, PAGE * 3);

    LedgerRepair.Result result = repair();

    assertTrue(Files.exists(Path.of(result.copy().orElseThrow() + "-wal")));
    try (TestLedger ledger = new TestLedger(path)) {
      assertEquals("printed late", ledger.output("in the log"));
    }
  }

  @Test
  void theNewLedgerIsTheOwnersAloneAndNothingElseIsLeft() throws Exception {
    overwrite(PAGE * 20, PAGE);
    Path copy = repair().copy().orElseThrow();
    for (Path file : List.of(path, copy)) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    try (var files = Files.list(directory)) {
      assertEquals(
          List.of("daemon.lock", "evidence", "ledger.sqlite3"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void aNewerLedgerIsLeftToItsProgram() throws Exception {
    TestLedger.execute(path, "UPDATE ledger SET value = 99 WHERE name = 'schema'");
    overwrite(PAGE * 20, PAGE);
    byte[] before = Files.readAllBytes(path);
    LedgerRefusedException refused = assertThrows(LedgerRefusedException.class, this::repair);
    assertTrue(refused.getMessage().contains("newer Coven"), refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(path));
  }

  private LedgerRepair.Result repair() throws Exception {
    return new LedgerRepair(home, InstantSource.system(), Progress.NONE, copied::add).run();
  }

  /** All events of all sessions. */
  private Map<String, List<String>> contents() throws SQLException {
    Map<String, List<String>> contents = new LinkedHashMap<>();
    try (Connection connection = TestLedger.stranger(path);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT s.id, e.seq || ' ' || e.kind || ' ' || e.created_at || ' ' ||"
                    + " hex(e.payload) FROM sessions s LEFT JOIN events e ON e.session = s.key"
                    + " ORDER BY s.id, e.seq")) {
      while (rows.next()) {
        contents.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(rows.getString(2));
      }
    }
    return contents;
  }

  private List<Long> pagesOf(String table) throws SQLException {
    List<Long> pages = new ArrayList<>();
    try (Connection connection = TestLedger.stranger(path);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT pageno FROM dbstat WHERE name = '" + table + "' AND pagetype = 'leaf'")) {
      while (rows.next()) {
        pages.add(rows.getLong(1));
      }
    }
    return pages;
  }

  /** Makes the first page that an event goes on in name a page that is not there. */
  private void corruptPayloadChain(long seq) throws Exception {
    long page;
    try (Connection connection = TestLedger.stranger(path);
        Statement statement = connection.createStatement()) {
      byte[] payload;
      try (ResultSet rows =
          statement.executeQuery("SELECT payload FROM events WHERE seq = " + seq)) {
        rows.next();
        payload = rows.getBytes(1);
      }
      page = pageWith(payload);
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek((page - 1) * PAGE);
      file.writeInt(0x7fffffff);
    }
  }

  /** The page that holds the middle of a payload. */
  private long pageWith(byte[] payload) throws Exception {
    String wanted =
        new String(payload, payload.length / 2, 100, java.nio.charset.StandardCharsets.ISO_8859_1);
    String all = new String(Files.readAllBytes(path), java.nio.charset.StandardCharsets.ISO_8859_1);
    return all.indexOf(wanted) / PAGE + 1;
  }

  private void overwrite(long at, int length) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      byte[] garbage = new byte[length];
      new Random(at).nextBytes(garbage);
      file.seek(at);
      file.write(garbage);
    }
  }
}
