package dev.coven.ledger.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in pages is what SQLite finds, and more where SQLite gives up. */
class SalvageTest {
  private static final int ROWS = 3000;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {512, 4096, 65536})
  void findsEveryRowWhateverItsSizeAndTypes(int pageSize) throws Exception {
    Path path = directory.resolve("whole");
    Set<String> written = write(path, pageSize, "DELETE");
    assertEquals(written, found(path).rows);
  }

  @Test
  void seesTheLogAsAReaderWould() throws Exception {
    Path path = directory.resolve("logged");
    Path copy = directory.resolve("copy");
    Set<String> written;
    try (Connection connection = connect(path);
        Statement statement = connection.createStatement()) {
      execute(connection, "PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0");
      written = fill(connection);
      // Written twice: the newer frame counts.
      statement.execute("UPDATE things SET word = 'changed' WHERE id = 7");
      // Rolled back, or never committed: no frame of it counts.
      statement.execute("BEGIN");
      statement.execute("UPDATE things SET word = 'never'");
      statement.execute("ROLLBACK");
      Files.copy(path, copy);
      Files.copy(Path.of(path + "-wal"), Path.of(copy + "-wal"));
    }
    Collected collected = found(copy);
    assertEquals(written.size(), collected.rows.size());
    assertTrue(collected.rows.stream().anyMatch(row -> row.startsWith("7|changed|")));
    assertTrue(collected.rows.stream().noneMatch(row -> row.contains("never")));
  }

  @Test
  void aLogCutAnywhereCountsUpToItsLastCommit() throws Exception {
    Path path = directory.resolve("logged");
    Path copy = directory.resolve("copy");
    try (Connection connection = connect(path);
        Statement statement = connection.createStatement()) {
      execute(connection, "PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0");
      statement.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, word TEXT, n, f, b)");
      statement.execute("INSERT INTO things VALUES (1, 'first', 1, 1.5, x'00')");
      long first = Files.size(Path.of(path + "-wal"));
      statement.execute("INSERT INTO things VALUES (2, 'second', 1, 1.5, x'00')");
      Files.copy(path, copy);
      Files.copy(Path.of(path + "-wal"), Path.of(copy + "-wal"));
      assertEquals(2, found(copy).rows.size());
      try (RandomAccessFile log = new RandomAccessFile(copy + "-wal", "rw")) {
        log.setLength(first + 100);
      }
      assertEquals(1, found(copy).rows.size());
    }
  }

  @Test
  void rowsThatWereDeletedDoNotComeBack() throws Exception {
    Path path = directory.resolve("deleted");
    write(path, 4096, "DELETE");
    try (Connection connection = connect(path);
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM things WHERE id > 100");
    }
    assertEquals(100, found(path).rows.size());
  }

  /** Where SQLite cannot go on, every row that is not on a page that was lost is found. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void losesOnlyWhatStoodOnTheLostPages(long seed) throws Exception {
    Path path = directory.resolve("damaged");
    Set<String> written = write(path, 4096, "DELETE");
    Random random = new Random(seed);
    long pages = Files.size(path) / 4096;
    byte[] garbage = new byte[4096];
    int lost = 10;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      for (int i = 0; i < lost; i++) {
        random.nextBytes(garbage);
        // A tree's page of random bytes must be one that nothing is read from.
        garbage[0] = (byte) 0xff;
        file.seek(4096 * (1 + random.nextLong(pages - 1)));
        file.write(garbage);
      }
    }
    Collected collected = found(path);
    // A page of the smallest rows has about 60; a page of a long value only belongs to one.
    int missing = 0;
    for (String row : written) {
      missing += collected.rows.contains(row) ? 0 : 1;
    }
    assertTrue(missing <= lost * 80, missing + " rows are missing");
    assertTrue(collected.rows.size() >= written.size() - lost * 80);
  }

  /** The first page holds the way to all others; without it the pages themselves are enough. */
  @Test
  void aDestroyedFirstPageCostsNoRow() throws Exception {
    Path path = directory.resolve("headless");
    Set<String> written = write(path, 4096, "DELETE");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(new byte[4096]);
    }
    assertTrue(found(path).rows.containsAll(written));
  }

  /** Any byte may be wrong: it must end, and must not throw. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void garbageAnywhereIsSurvived(long seed) throws Exception {
    Path path = directory.resolve("garbage");
    write(path, 1024, "DELETE");
    Random random = new Random(seed);
    long size = Files.size(path);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      for (int i = 0; i < size / 100; i++) {
        file.seek(random.nextLong(size));
        file.write(random.nextInt());
      }
    }
    found(path);
  }

  private static Connection connect(Path path) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + path);
  }

  private static Set<String> write(Path path, int pageSize, String journal) throws SQLException {
    try (Connection connection = connect(path)) {
      execute(
          connection,
          "PRAGMA page_size = " + pageSize,
          "PRAGMA auto_vacuum = INCREMENTAL",
          "PRAGMA journal_mode = " + journal);
      return fill(connection);
    }
  }

  /** With a statement of its own, so that none is left in the middle of its rows. */
  private static void execute(Connection connection, String... statements) throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /** Rows of all types and of lengths up to several pages, each as it is to be found. */
  private static Set<String> fill(Connection connection) throws SQLException {
    Random random = new Random(42);
    Set<String> rows = new TreeSet<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, word TEXT, n, f, b)");
      statement.execute("BEGIN");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO things VALUES (?, ?, ?, ?, ?)")) {
        for (long id = 1; id <= ROWS; id++) {
          String word = "wörd " + random.nextInt(1000);
          long number = random.nextLong() >> random.nextInt(64);
          double fraction = random.nextInt() + 0.5;
          byte[] blob = new byte[id % 50 == 0 ? random.nextInt(70_000) : random.nextInt(40)];
          random.nextBytes(blob);
          insert.setLong(1, id);
          insert.setString(2, word);
          insert.setLong(3, number);
          insert.setDouble(4, fraction);
          insert.setBytes(5, blob);
          insert.executeUpdate();
          rows.add(describe(id, Arrays.asList(null, word, number, fraction, blob)));
        }
      }
      statement.execute("COMMIT");
    }
    return rows;
  }

  private static String describe(long id, List<Object> values) {
    StringBuilder text = new StringBuilder().append(id);
    for (Object value : values.subList(1, values.size())) {
      text.append('|')
          .append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value);
    }
    return text.toString();
  }

  private static Collected found(Path path) throws Exception {
    Collected collected = new Collected();
    try (PageFile file = PageFile.open(path, Path.of(path + "-wal"))) {
      new Salvage(file, collected, (_, _) -> {}).run();
    }
    return collected;
  }

  private static final class Collected implements Salvage.Found {
    private final Set<String> rows = new TreeSet<>();
    private final List<Row> entries = new ArrayList<>();

    @Override
    public void row(Row row) {
      // Others are of the schema.
      if (row.values().get(0) == null) {
        rows.add(describe(row.rowid(), row.values()));
      }
    }

    @Override
    public void entry(Row entry) {
      entries.add(entry);
    }
  }
}
