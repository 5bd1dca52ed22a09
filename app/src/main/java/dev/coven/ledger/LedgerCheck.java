package dev.coven.ledger;

import dev.coven.daemonology.ContractDaemon;
import dev.coven.privacy.LogLine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Looks through the ledger once, in the background, if the daemon before this one did not close it:
 * damage that nobody meets is found here. It rests as long as it works, so that sessions do not
 * feel it, and gives way when the write-ahead log grows meanwhile.
 */
public final class LedgerCheck extends ContractDaemon {
  /** SQLite's steps between two looks at the clock, about a page each. */
  private static final int STEPS = 1_000;

  private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Pages that a reader may still see cannot be folded back: past this, the look is put off. */
  private static final long WAL_LIMIT = 256L * 1024 * 1024;

  private static final long PUT_OFF_SECONDS = 60;

  private static final Duration CANCEL_AGAIN = Duration.ofMillis(50);

  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final Ledger ledger;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Thread thread;
  private volatile Statement running;
  private volatile boolean putOff;
  private long workedSince;

  /**
   * A check of a ledger that is opened before this starts.
   *
   * @param ledger the ledger
   */
  public LedgerCheck(Ledger ledger) {
    super("ledger-check");
    this.ledger = ledger;
  }

  @Override
  protected void onStart() throws SQLException {
    if (ledger.wasClosed()) {
      return;
    }
    Connection connection = own(ledger.openChecker());
    thread = Thread.ofPlatform().name("coven-ledger-check").daemon().start(() -> run(connection));
  }

  @Override
  protected void onShutdown() throws InterruptedException, SQLException {
    ended.countDown();
    if (thread == null) {
      return;
    }
    // Again, since the first may come just before the statement begins, and then ends nothing.
    do {
      Statement statement = running;
      if (statement != null) {
        statement.cancel();
      }
    } while (!thread.join(CANCEL_AGAIN));
  }

  private void run(Connection connection) {
    long begin = System.nanoTime();
    try {
      Optional<String> problem = look(connection);
      while (putOff && !ended.await(PUT_OFF_SECONDS, TimeUnit.SECONDS)) {
        putOff = false;
        problem = look(connection);
      }
      if (ended.getCount() == 0) {
        return;
      }
      if (problem.isPresent()) {
        fail(ledger.damaged(problem.get(), null));
        return;
      }
      LOG.info(
          LogLine.of("ledger was not closed by the daemon before, and is sound")
              .with("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)));
    } catch (SQLException e) {
      LOG.warn(LogLine.of("ledger could not be looked through").with("cause", e));
    } catch (Throwable e) {
      fail(e);
    }
  }

  private Optional<String> look(Connection connection) throws SQLException {
    workedSince = System.nanoTime();
    try (Statement statement = connection.createStatement();
        SqliteProgress _ = SqliteProgress.tell(connection, STEPS, this::giveWay)) {
      running = statement;
      return QuickCheck.firstProblem(statement);
    } catch (SQLException e) {
      if (putOff || ended.getCount() == 0) {
        return Optional.empty();
      }
      throw e;
    } finally {
      running = null;
    }
  }

  /** On the check's thread, from within the statement. */
  private void giveWay() {
    if (walBytes() > WAL_LIMIT) {
      putOff = true;
    }
    if (putOff || ended.getCount() == 0) {
      cancel();
      return;
    }
    if (System.nanoTime() - workedSince >= WORK_NANOS) {
      LockSupport.parkNanos(WORK_NANOS);
      workedSince = System.nanoTime();
    }
  }

  private void cancel() {
    try {
      running.cancel();
    } catch (SQLException e) {
      throw new IllegalStateException("a statement that runs cannot be cancelled", e);
    }
  }

  private long walBytes() {
    Path wal = ledger.wal();
    // Not Files.size: that throws when somebody has deleted it.
    return wal.toFile().length();
  }
}
