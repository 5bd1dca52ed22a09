package dev.coven.ledger;

import dev.coven.daemonology.ContractDaemon;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The open ledger: the writer's connection, and a few readers beside it.
 *
 * <p>All connections are opened here and closed here, and nothing else in the process may open the
 * file: SQLite's POSIX locks end when any descriptor of the file is closed.
 */
public final class Ledger extends ContractDaemon {
  /** Readers at once. Reading is bound by the processor, so more would not read faster. */
  private static final int READERS = 4;

  /** How long a request waits for a reader. */
  private static final Duration READER_WAIT = Duration.ofSeconds(10);

  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final LedgerFile file;
  private final CommitNotifier commits = new CommitNotifier();
  private final BlockingQueue<LedgerReader> idle = new ArrayBlockingQueue<>(READERS);
  private Connection writeConnection;
  private OpenedFiles opened;
  private boolean closedBefore;
  private volatile boolean gone;

  /**
   * The ledger at a path.
   *
   * @param path where it is or will be
   */
  public Ledger(Path path) {
    this(path, () -> {});
  }

  /**
   * The ledger at a path, whose opening can be followed.
   *
   * @param path where it is or will be
   * @param progress called again and again, several times a second, while an older ledger is
   *     brought to today's schema and gets on with it; must take no time
   */
  public Ledger(Path path, Runnable progress) {
    super("ledger");
    this.file = new LedgerFile(path, progress);
  }

  /**
   * What a reader is asked.
   *
   * @param <T> the answer
   */
  @FunctionalInterface
  public interface Query<T> {
    /**
     * Asks.
     *
     * @param reader lent for the time of the call
     * @return the answer
     * @throws SQLException when the ledger cannot be read
     */
    T run(LedgerReader reader) throws SQLException;
  }

  /**
   * Asks a reader; waits while all are lent.
   *
   * @param query what to ask
   * @return the answer
   * @throws SQLException when the ledger cannot be read, or no reader came free within 10 s
   */
  public <T> T read(Query<T> query) throws SQLException {
    LedgerReader reader = borrow();
    try {
      return query.run(reader);
    } catch (SQLException e) {
      if (Transactions.isDamage(e)) {
        fail(damaged(e.getMessage(), e));
      }
      throw e;
    } finally {
      idle.add(reader);
    }
  }

  /** Tells which sessions have new events. */
  public CommitNotifier commits() {
    return commits;
  }

  /** The ledger's file; for looking at its size, never to be opened. */
  Path path() {
    return file.path();
  }

  Path wal() {
    return file.wal();
  }

  Connection writeConnection() {
    return writeConnection;
  }

  /** Whether whoever had the ledger before closed it, as a daemon does that ends in order. */
  boolean wasClosed() {
    return closedBefore;
  }

  /** A connection for reading, for somebody who keeps it longer than a request may. */
  Connection openChecker() throws SQLException {
    return file.openForReading();
  }

  /** The fault that ends the daemon when damage was met while it runs. */
  LedgerFaultException damaged(String what, Exception cause) {
    return LedgerFaults.damagedMeanwhile(file.path(), what, cause);
  }

  /** What a failure means: damage is told as the fault that it is, all else as it came. */
  Throwable explain(Throwable failure) {
    return failure instanceof SQLException e && Transactions.isDamage(e)
        ? damaged(e.getMessage(), e)
        : failure;
  }

  /**
   * Fails if the ledger's names lead to other files than those that are open. What the open ledger
   * holds is saved first, as far as there is room for it.
   *
   * @throws LedgerGoneException saying what happened, and what became of the content
   * @throws IOException when the files cannot be examined
   */
  void requirePresent() throws LedgerGoneException, IOException {
    Optional<OpenedFiles.Loss> loss = opened.loss();
    if (loss.isPresent()) {
      gone = true;
      throw new LedgerRescue(file).save(loss.get(), this);
    }
  }

  @Override
  protected void onStart() throws Exception {
    // SQLite removes the log when the last connection is closed.
    closedBefore = !Files.exists(file.wal(), LinkOption.NOFOLLOW_LINKS);
    writeConnection = open(file.openForWriting());
    for (int i = 0; i < READERS; i++) {
      idle.add(open(new LedgerReader(file.openForReading())));
    }
    opened = OpenedFiles.of(file.path(), file.wal());
    LOG.info(LogLine.of("ledger opened").with("path", file.path()).with("schema", Schema.CURRENT));
  }

  /** Closing removes the log by its name, and that may be another ledger's by then. */
  private <T extends AutoCloseable> T open(T connection) {
    own(
        () -> {
          if (!gone) {
            connection.close();
          }
        });
    return connection;
  }

  @Override
  protected void onShutdown() throws InterruptedException, IOException {
    // A reader that is lent must not lose its connection in the middle of a query.
    for (int i = 0; i < READERS; i++) {
      if (idle.poll(READER_WAIT.toMillis(), TimeUnit.MILLISECONDS) == null) {
        throw new IllegalStateException("a reader of the ledger was not given back");
      }
    }
    if (gone) {
      new LedgerRescue(file).setAsideLog(opened);
    }
  }

  private LedgerReader borrow() throws SQLException {
    try {
      LedgerReader reader = idle.poll(READER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (reader == null) {
        throw new SQLException("no reader of the ledger came free");
      }
      return reader;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a reader of the ledger", e);
    }
  }
}
