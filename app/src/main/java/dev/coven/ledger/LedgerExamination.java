package dev.coven.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether a ledger is sound: the file as SQLite has it, and what Coven promises of its rows.
 * Everything is seen at one moment, so a daemon may write meanwhile; it is not held up.
 */
public final class LedgerExamination {
  /** More faults than this are counted, not listed. */
  private static final int LISTED = 100;

  private static final String DOING = "Checking the ledger";

  private final Path path;
  private final Optional<String> owner;
  private final Progress progress;

  /**
   * A check of one ledger.
   *
   * @param path the ledger
   * @param owner the run of the daemon that lives now, or empty when none does: then sessions that
   *     are open are merely those that the next daemon settles
   * @param progress is told that it gets on
   */
  public LedgerExamination(Path path, Optional<String> owner, Progress progress) {
    this.path = path;
    this.owner = owner;
    this.progress = progress;
  }

  /**
   * Something that is not as it must be.
   *
   * @param kind a stable word: {@code damaged}, or a rule of {@link LedgerRules}
   * @param text what exactly, for people
   */
  public record Fault(String kind, String text) {}

  /**
   * What was found.
   *
   * @param sessions how many there are; 0 when they cannot be counted
   * @param events how many there are; 0 when they cannot be counted
   * @param open sessions that are open and not external
   * @param bytes size of the ledger's file
   * @param faults what is wrong, the first 100 of it
   * @param faultCount how much is wrong
   */
  public record Findings(
      long sessions, long events, long open, long bytes, List<Fault> faults, long faultCount) {
    /** Whether nothing is wrong. */
    public boolean isSound() {
      return faultCount == 0;
    }

    /** Whether the file itself is damaged, and not only what stands in it. */
    public boolean isDamaged() {
      return faults.stream().anyMatch(fault -> fault.kind().equals(DAMAGED));
    }
  }

  /** The kind of fault that SQLite itself reports. */
  static final String DAMAGED = "damaged";

  /**
   * Looks.
   *
   * @return what was found; a file that cannot be read as a database is a finding, too
   * @throws LedgerRefusedException when there is no ledger, or it cannot be looked at for now
   */
  public Findings run() throws LedgerRefusedException {
    FaultList faults = new FaultList(LISTED);
    long bytes = size();
    try (Connection connection = LedgerVisit.reading(path);
        SqliteProgress _ = SqliteProgress.tell(connection, () -> progress.at(DOING, 0, 0));
        Statement statement = connection.createStatement()) {
      // One transaction: rows that are written while this looks must not seem to be missing.
      statement.execute("BEGIN");
      try {
        integrity(statement, faults);
        if (faults.isEmpty()) {
          new LedgerRules(statement, owner).check(faults);
        }
        return new Findings(
            LedgerVisit.number(connection, "SELECT count(*) FROM sessions"),
            LedgerVisit.number(connection, "SELECT count(*) FROM events"),
            LedgerVisit.number(
                connection,
                "SELECT count(*) FROM sessions WHERE status IN ('created', 'running')"
                    + " AND external = 0"),
            bytes,
            faults.listed(),
            faults.count());
      } finally {
        statement.execute("ROLLBACK");
      }
    } catch (SQLException e) {
      return unreadable(e, faults, bytes);
    }
  }

  private Findings unreadable(SQLException e, FaultList faults, long bytes)
      throws LedgerRefusedException {
    switch (Transactions.primary(e)) {
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_FORMAT -> {
        faults.add(DAMAGED, e.getMessage());
        return new Findings(0, 0, 0, bytes, faults.listed(), faults.count());
      }
      default -> throw LedgerVisit.refusal(path, e);
    }
  }

  private long size() throws LedgerRefusedException {
    LedgerVisit.requireFile(path);
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new LedgerRefusedException(
          "The ledger " + path + " cannot be looked at: " + e.getMessage(), null, e);
    }
  }

  private static void integrity(Statement statement, FaultList faults) throws SQLException {
    try (ResultSet rows = statement.executeQuery("PRAGMA integrity_check(" + LISTED + ")")) {
      while (rows.next()) {
        String said = rows.getString(1);
        if (!said.equals("ok")) {
          // SQLite's first line may hold several.
          said.lines().filter(line -> !line.startsWith("***")).forEach(faults::damage);
        }
      }
    }
  }

  /** Faults, the first of them in words. */
  static final class FaultList {
    private final int listed;
    private final List<Fault> faults = new ArrayList<>();
    private long count;

    FaultList(int listed) {
      this.listed = listed;
    }

    void add(String kind, String text) {
      count++;
      if (faults.size() < listed) {
        faults.add(new Fault(kind, text));
      }
    }

    void damage(String text) {
      add(DAMAGED, text);
    }

    boolean isEmpty() {
      return count == 0;
    }

    long count() {
      return count;
    }

    List<Fault> listed() {
      return List.copyOf(faults);
    }
  }
}
