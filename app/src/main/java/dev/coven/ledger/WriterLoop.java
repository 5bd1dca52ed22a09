package dev.coven.ledger;

import dev.coven.contract.EventWriterHealth;
import dev.coven.daemonology.LoopPulse;
import dev.coven.daemonology.Pulse;
import dev.coven.privacy.LogLine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.sqlite.SQLiteErrorCode;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What the writer's thread does: it takes what waits, writes it in one transaction, and tries again
 * while that cannot be. Everybody else only reads its figures.
 */
final class WriterLoop {
  /** The first and the longest pause before a transaction is tried again, in milliseconds. */
  private static final long FIRST_PAUSE = 20;

  private static final long LONGEST_PAUSE = 1_000;

  /**
   * How long one transaction may take before the writer counts as standing still. Disks may be
   * slow, and ending the daemon makes none faster.
   */
  private static final Duration DISK_LIMIT = Duration.ofSeconds(60);

  /** How far the log grows before it is folded back into the ledger, in bytes. */
  private static final long CHECKPOINT_BYTES = 16L * 1024 * 1024;

  /**
   * What a transaction adds to the log beside its payload, in bytes: the pages of the tables and
   * indexes that it touches, four at the least (measured: 12.6 KB for one small event).
   */
  private static final long TRANSACTION_BYTES = 16L * 1024;

  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final Ledger ledger;
  private final WriteQueue queue;
  private final LoopPulse pulse;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Consumer<String> whenWaiting;
  private final CommitLatency latency;
  private final CountDownLatch stopNow = new CountDownLatch(1);
  private WriteBatch batch;

  private volatile long transactions;
  private volatile long committedEvents;
  private volatile Instant lastCheckpointAt;
  private volatile String trouble;

  WriterLoop(
      Ledger ledger,
      WriteQueue queue,
      LoopPulse pulse,
      InstantSource clock,
      LongSupplier nanoTime,
      Consumer<String> whenWaiting) {
    this.ledger = ledger;
    this.queue = queue;
    this.pulse = pulse;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.whenWaiting = whenWaiting;
    this.latency = new CommitLatency(nanoTime);
  }

  long transactions() {
    return transactions;
  }

  long committedEvents() {
    return committedEvents;
  }

  EventWriterHealth.CommitLatency latency() {
    return latency.figures();
  }

  Optional<Instant> lastCheckpointAt() {
    return Optional.ofNullable(lastCheckpointAt);
  }

  /** Why the ledger cannot be written now; empty while it can. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** A transaction that cannot be written is given up instead of tried again. */
  void stopTrying() {
    stopNow.countDown();
  }

  /** After {@link #run} has thrown: tells everybody who waits that nothing will be written. */
  void abandon(Throwable cause) {
    // Closed first: whoever hears that the writer has failed must not be let in once more.
    queue.abandon(cause);
    if (batch != null) {
      // It has left the queue: nobody else can tell those who wait for it.
      batch.fail(cause);
    }
  }

  /**
   * Writes until the queue is closed and empty, and then folds the whole log back.
   *
   * @param commit writes a batch
   * @param statement of the same connection
   * @throws SQLException when the ledger cannot be written, and trying again does not help
   * @throws InterruptedException when interrupted while waiting
   */
  void run(BatchCommit commit, Statement statement) throws SQLException, InterruptedException {
    long foldedBack = 0;
    for (batch = queue.take(); batch != null; batch = queue.take()) {
      // One writer thread: volatile makes the figures visible, nobody else changes them.
      committedEvents = committedEvents + writeUntilDone(commit, statement);
      transactions = transactions + 1;
      long logged = commit.payloadBytes() + transactions * TRANSACTION_BYTES;
      if (logged - foldedBack >= CHECKPOINT_BYTES) {
        checkpoint(statement, "PASSIVE");
        foldedBack = logged;
      }
    }
    checkpoint(statement, "TRUNCATE");
    pulse.rest();
  }

  private long writeUntilDone(BatchCommit commit, Statement statement)
      throws SQLException, InterruptedException {
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        pulse.await("writes a transaction", DISK_LIMIT);
        long begin = nanoTime.getAsLong();
        long events = commit.write(batch);
        latency.add(nanoTime.getAsLong() - begin);
        if (trouble != null) {
          LOG.info(LogLine.of("ledger can be written again"));
          trouble = null;
        }
        return events;
      } catch (SQLException e) {
        if (!Transactions.isPassing(e)) {
          throw e;
        }
        batch.giveBack();
        tellTrouble(e);
        if (batch.isMoot() && queue.closed()) {
          // Tried again, it would only show that the ledger can be written, and who would want it?
          return 0;
        }
        if (Transactions.primary(e) == SQLiteErrorCode.SQLITE_FULL) {
          // A log that is folded back begins anew at its front, where it has its space already.
          checkpoint(statement, "PASSIVE");
        }
        pulse.await(
            "waits to try a transaction again", Duration.ofMillis(pause).plus(Pulse.PATIENCE));
        if (stopNow.await(pause, TimeUnit.MILLISECONDS)) {
          throw e;
        }
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }

  private void tellTrouble(SQLException e) {
    String why = WriteTrouble.describe(ledger.path(), e);
    if (trouble == null) {
      LOG.warn(
          LogLine.of("ledger cannot be written, trying again").with("why", why).with("cause", e));
    }
    trouble = why;
    whenWaiting.accept(why);
  }

  /** Folds the write-ahead log back. Readers may hold it; then the next time does more. */
  private void checkpoint(Statement statement, String mode) throws SQLException {
    pulse.await("folds the write-ahead log back", DISK_LIMIT);
    try (ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      if (result.next() && result.getInt(1) == 0) {
        lastCheckpointAt = clock.instant();
      }
    } catch (SQLException e) {
      if (!Transactions.isPassing(e)) {
        throw e;
      }
      if (trouble == null) {
        LOG.warn(LogLine.of("write-ahead log could not be folded back").with("cause", e));
      }
    }
  }
}
