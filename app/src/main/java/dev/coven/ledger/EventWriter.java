package dev.coven.ledger;

import dev.coven.contract.EventWriterHealth;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.daemonology.LoopPulse;
import dev.coven.daemonology.Pulse;
import dev.coven.privacy.LogLine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The one writer of the ledger. It commits at once when it is idle; while one commit runs, the next
 * batch gathers. A transaction that changes a session's state survives a power cut; one that holds
 * only output is safe against a crash of the process.
 *
 * <p>What cannot be written for now (another process holds the lock, the disk is full) is tried
 * again until it can be: nothing is dropped, terminals are held back meanwhile.
 */
public final class EventWriter extends ContractDaemon {
  /** How long a shutdown waits until everything that waits is committed. */
  static final Duration FLUSH_BUDGET = Duration.ofSeconds(2);

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
  private final InstantSource clock;
  private final WriteQueue queue;
  private final LoopPulse pulse;
  private final CountDownLatch stopNow = new CountDownLatch(1);
  private Thread thread;

  private volatile long transactions;
  private volatile long committedEvents;
  private volatile Instant lastCheckpointAt;
  private volatile String trouble;

  /**
   * A writer of a ledger that is opened before this starts.
   *
   * @param ledger the ledger
   * @param clock gives events their time
   */
  public EventWriter(Ledger ledger, InstantSource clock) {
    this(ledger, clock, System::nanoTime);
  }

  EventWriter(Ledger ledger, InstantSource clock, LongSupplier nanoTime) {
    super("event-writer", clock);
    this.ledger = ledger;
    this.clock = clock;
    this.pulse = new LoopPulse(name(), nanoTime);
    this.queue = new WriteQueue(clock, pulse);
  }

  /**
   * Submits a change of state; it goes ahead of all output that waits.
   *
   * @param change what to do
   * @return completes when the change is committed, or with the {@link SQLException} that refused
   *     it
   * @throws WriterClosedException when the writer takes nothing more
   */
  public <T> CompletableFuture<T> submit(StateChange<T> change) {
    return queue.submit(change);
  }

  /**
   * Makes a change of state and waits until it is committed.
   *
   * @param change what to do
   * @return its answer
   * @throws SQLException when the ledger refused it
   * @throws InterruptedException when interrupted while waiting; the change may still be made
   * @throws WriterClosedException when the writer takes nothing more
   */
  public <T> T commit(StateChange<T> change) throws SQLException, InterruptedException {
    try {
      return submit(change).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("the ledger's writer failed", e.getCause());
    }
  }

  /**
   * Opens the way of a session's output into the ledger.
   *
   * @param session the session's key
   * @return its lane
   * @throws WriterClosedException when the writer takes nothing more
   */
  public OutputLane openLane(long session) {
    return queue.openLane(session);
  }

  /** Why the ledger cannot be written now; empty while it can. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /**
   * Shows whether the writer's loop moves. While the ledger cannot be written for now, it does: it
   * tries again, and {@link #trouble} says why.
   */
  public Pulse pulse() {
    return pulse;
  }

  /** When the write-ahead log was last folded back; empty when it was not yet. */
  public Optional<Instant> lastCheckpointAt() {
    return Optional.ofNullable(lastCheckpointAt);
  }

  /** The writer's figures. */
  public EventWriterHealth health() {
    long bytes = queue.queuedBytes();
    EventWriterHealth.State state = EventWriterHealth.State.HEALTHY;
    if (trouble != null || failure().isPresent()) {
      state = EventWriterHealth.State.FAILED;
    } else if (bytes > WriteQueue.CAPACITY / 2) {
      state = EventWriterHealth.State.PRESSURED;
    }
    return new EventWriterHealth(
        state, queue.queuedEvents(), bytes, WriteQueue.CAPACITY, 1, transactions, committedEvents);
  }

  @Override
  protected void onStart() throws SQLException {
    Connection connection = ledger.writeConnection();
    Statement statement = own(connection.createStatement());
    BatchCommit commit = own(new BatchCommit(connection, clock));
    thread = Thread.ofPlatform().name("coven-ledger-writer").start(() -> run(commit, statement));
  }

  @Override
  protected void onShutdown() throws Exception {
    queue.close();
    if (!thread.join(FLUSH_BUDGET)) {
      stopNow.countDown();
      thread.join();
      throw new IllegalStateException(
          "output was not written within " + FLUSH_BUDGET.toSeconds() + " s: " + trouble);
    }
  }

  private void run(BatchCommit commit, Statement statement) {
    try {
      long foldedBack = 0;
      for (WriteQueue.Batch batch = queue.take(); batch != null; batch = queue.take()) {
        // One writer thread: volatile makes the figures visible, nobody else changes them.
        committedEvents = committedEvents + writeUntilDone(commit, batch);
        transactions = transactions + 1;
        long logged = commit.payloadBytes() + transactions * TRANSACTION_BYTES;
        if (logged - foldedBack >= CHECKPOINT_BYTES) {
          checkpoint(statement, "PASSIVE");
          foldedBack = logged;
        }
      }
      checkpoint(statement, "TRUNCATE");
      pulse.rest();
    } catch (Throwable e) {
      queue.abandon(e);
      fail(e);
    }
  }

  private long writeUntilDone(BatchCommit commit, WriteQueue.Batch batch)
      throws SQLException, InterruptedException {
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        pulse.await("writes a transaction", DISK_LIMIT);
        long events = commit.write(batch);
        if (trouble != null) {
          LOG.info(LogLine.of("ledger can be written again"));
          trouble = null;
        }
        return events;
      } catch (SQLException e) {
        if (!Transactions.isPassing(e)) {
          batch.fail(e);
          throw e;
        }
        if (trouble == null) {
          LOG.warn(LogLine.of("ledger cannot be written, trying again").with("cause", e));
        }
        trouble = "the ledger cannot be written: " + e.getMessage();
        pulse.await(
            "waits to try a transaction again", Duration.ofMillis(pause).plus(Pulse.PATIENCE));
        if (stopNow.await(pause, TimeUnit.MILLISECONDS)) {
          batch.fail(e);
          throw e;
        }
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } catch (RuntimeException | Error e) {
        // The batch has left the queue: nobody else can tell those who wait for it.
        batch.fail(e);
        throw e;
      }
    }
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
      LOG.warn(LogLine.of("write-ahead log could not be folded back").with("cause", e));
    }
  }
}
