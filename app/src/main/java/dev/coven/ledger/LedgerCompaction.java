package dev.coven.ledger;

import dev.coven.home.CovenHome;
import dev.coven.home.HomeClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Gives the free space inside a ledger back to the file system, in transactions so small that a
 * daemon may write meanwhile. A ledger that was made without the means for that is written anew,
 * once, and then has them; that needs the home for itself.
 */
public final class LedgerCompaction {
  /** SQLite's number for auto_vacuum = INCREMENTAL. */
  private static final long INCREMENTAL = 2;

  /** Pages moved in the first transaction; the next ones follow what that took. */
  private static final int FIRST_PAGES = 64;

  private static final int MOST_PAGES = 4096;

  /**
   * A transaction may take this long before the next is made smaller; writes may wait for 50 ms.
   */
  private static final long LONG_NANOS = Duration.ofMillis(5).toNanos();

  /**
   * How long the lock is left alone, as a multiple of how long it was held. A writer that finds it
   * taken looks again after 1, 2, 5 and 10 ms (SQLite's pauses), and must find it free by then.
   */
  private static final int REST = 4;

  private static final Duration SHORTEST_REST = Duration.ofMillis(5);

  private static final int FOLD_EVERY = 32;

  /** How often the log is folded back at the end until the file has shrunk. */
  private static final int LAST_FOLDS = 20;

  private static final Duration BETWEEN_FOLDS = Duration.ofMillis(50);
  private static final String DOING = "Compacting the ledger";

  private final CovenHome home;
  private final Path path;
  private final Progress progress;

  /**
   * A compaction of the ledger of one home.
   *
   * @param home the home
   * @param progress is told how far it is
   */
  public LedgerCompaction(CovenHome home, Progress progress) {
    this.home = home;
    this.path = home.ledger();
    this.progress = progress;
  }

  /**
   * What became of it.
   *
   * @param bytesBefore size of the ledger's file before, in bytes
   * @param bytesAfter its size now; a daemon that writes without pause may give the last of it back
   *     a moment later
   * @param rewritten whether the whole ledger was written anew
   */
  public record Result(long bytesBefore, long bytesAfter, boolean rewritten) {}

  /**
   * Compacts.
   *
   * @return what became of it
   * @throws LedgerRefusedException when it cannot be done, or not beside a daemon
   * @throws IOException when the home's files cannot be accessed
   * @throws InterruptedException when interrupted; what was given back until then is
   */
  public Result run() throws LedgerRefusedException, IOException, InterruptedException {
    LedgerVisit.requireFile(path);
    long before;
    boolean rewritten = false;
    try (Connection connection = LedgerVisit.writing(path);
        Statement statement = connection.createStatement()) {
      // What the log holds has its place in the file already.
      before = Math.max(Files.size(path), bytes(connection));
      if (LedgerVisit.number(connection, "PRAGMA auto_vacuum") == INCREMENTAL) {
        giveBack(connection, statement);
      } else {
        rewrite(connection, statement);
        rewritten = true;
      }
      shrink(connection, statement);
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
    return new Result(before, Files.size(path), rewritten);
  }

  private void giveBack(Connection connection, Statement statement)
      throws SQLException, InterruptedException {
    PagePace pace = new PagePace();
    long free = LedgerVisit.number(connection, "PRAGMA freelist_count");
    long all = free;
    for (int steps = 1; free > 0; steps++) {
      progress.at(DOING, Math.max(0, all - free), all);
      long begin = System.nanoTime();
      // Not by a query: it gives a row for each page, and is done only when all were fetched.
      statement.executeUpdate("PRAGMA incremental_vacuum(" + pace.pages() + ")");
      long nanos = System.nanoTime() - begin;
      if (steps % FOLD_EVERY == 0) {
        foldBack(statement);
      }
      Thread.sleep(pace.after(nanos));
      free = LedgerVisit.number(connection, "PRAGMA freelist_count");
    }
  }

  private void rewrite(Connection connection, Statement statement)
      throws SQLException, LedgerRefusedException, IOException {
    Optional<HomeClaim> claim = HomeClaim.take(home, InstantSource.system());
    if (claim.isEmpty()) {
      throw new LedgerRefusedException(
          "This ledger was made by an earlier version and has to be written anew, once; not while"
              + " a daemon has it.",
          "coven daemon stop",
          null);
    }
    try (HomeClaim _ = claim.get();
        SqliteProgress _ = SqliteProgress.tell(connection, () -> progress.at(DOING, 0, 0))) {
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("VACUUM");
    }
  }

  /** The file shrinks when the log that says so is folded back whole. */
  private void shrink(Connection connection, Statement statement)
      throws SQLException, IOException, InterruptedException {
    long wanted = bytes(connection);
    foldBack(statement);
    for (int i = 0; i < LAST_FOLDS && Files.size(path) > wanted; i++) {
      Thread.sleep(BETWEEN_FOLDS);
      foldBack(statement);
    }
  }

  private static long bytes(Connection connection) throws SQLException {
    return LedgerVisit.number(connection, "PRAGMA page_count")
        * LedgerVisit.number(connection, "PRAGMA page_size");
  }

  /** Holds no writer up, and does less when the daemon folds at the same time. */
  private static void foldBack(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      rows.next();
    }
  }

  /** How many pages one transaction moves: what a page costs differs from disk to disk. */
  static final class PagePace {
    private int pages = FIRST_PAGES;

    int pages() {
      return pages;
    }

    /** A transaction is done that took so long; gives how long to let others write. */
    Duration after(long nanos) {
      if (nanos > LONG_NANOS) {
        pages = Math.max(1, pages / 2);
      } else if (nanos < LONG_NANOS / 4) {
        pages = Math.min(MOST_PAGES, pages * 2);
      }
      return Duration.ofNanos(Math.max(REST * nanos, SHORTEST_REST.toNanos()));
    }
  }
}
