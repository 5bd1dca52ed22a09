package dev.coven.ledger;

import dev.coven.contract.EventWriterHealth;
import dev.coven.daemonology.ContractDaemon;
import dev.coven.daemonology.LoopPulse;
import dev.coven.daemonology.Pulse;
import dev.coven.privacy.LogLine;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
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

  /**
   * How long somebody waits for a change who can be told to come again later: a moment's lock
   * passes within it, and it is less than a client waits for its answer.
   */
  public static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final Ledger ledger;
  private final InstantSource clock;
  private final WriteQueue queue;
  private final LoopPulse pulse;
  private final WriterLoop loop;
  private final ChangePatience patience = new ChangePatience();
  private Thread thread;

  /**
   * A writer of a ledger that is opened before this starts.
   *
   * @param ledger the ledger
   * @param clock gives events their time
   */
  public EventWriter(Ledger ledger, InstantSource clock) {
    this(ledger, clock, _ -> {});
  }

  /**
   * A writer whose waiting can be followed.
   *
   * @param ledger the ledger
   * @param clock gives events their time
   * @param whenWaiting told why, at each try that fails while the ledger cannot be written for now;
   *     on the writer's thread, so it must take no time
   */
  public EventWriter(Ledger ledger, InstantSource clock, Consumer<String> whenWaiting) {
    this(ledger, clock, whenWaiting, System::nanoTime);
  }

  EventWriter(
      Ledger ledger, InstantSource clock, Consumer<String> whenWaiting, LongSupplier nanoTime) {
    super("event-writer", clock);
    this.ledger = ledger;
    this.clock = clock;
    this.pulse = new LoopPulse(name(), nanoTime);
    this.queue = new WriteQueue(clock, pulse);
    this.loop = new WriterLoop(ledger, queue, pulse, clock, nanoTime, whenWaiting);
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
    return await(submit(change));
  }

  /**
   * Makes a change of state and waits until it is committed, but not for ever. A change that no
   * transaction holds when the time is over is withdrawn and never made; one that a transaction
   * holds is waited for, since it may be made.
   *
   * @param change what to do
   * @param limit how long to wait
   * @return its answer
   * @throws ChangeWithdrawnException when it was not made in time, and never will be
   * @throws SQLException when the ledger refused it
   * @throws InterruptedException when interrupted while waiting; the change may still be made
   * @throws WriterClosedException when the writer takes nothing more
   */
  public <T> T commitWithin(StateChange<T> change, Duration limit)
      throws SQLException, InterruptedException {
    PendingChange<T> pending = queue.add(change);
    try {
      if (!patience.finishes(pending.result(), limit)) {
        queue.withdraw(pending);
      }
    } catch (InterruptedException e) {
      queue.withdraw(pending);
      throw e;
    }
    return await(pending.result());
  }

  /**
   * Makes a change of state that must be made, and waits for it as long as somebody would wait for
   * an answer.
   *
   * @param change what to do; made later if not within the limit
   * @param limit how long to wait
   * @throws SQLException when the ledger refused it within the limit
   * @throws InterruptedException when interrupted while waiting; the change will be made all the
   *     same
   * @throws WriterClosedException when the writer takes nothing more
   */
  public void commitEventually(StateChange<?> change, Duration limit)
      throws SQLException, InterruptedException {
    CompletableFuture<?> result = submit(change);
    if (patience.finishes(result, limit)) {
      Object unused = await(result);
    } else {
      LOG.warn(LogLine.of("a change waits until the ledger can be written"));
    }
  }

  private static <T> T await(CompletableFuture<T> result)
      throws SQLException, InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("the ledger's writer failed", e.getCause());
    }
  }

  /**
   * The daemon drains: {@link #commitWithin} and {@link #commitEventually} wait for nothing longer
   * than a moment any more, whatever limit they were given. Changes are still taken.
   */
  public void drain() {
    patience.drain();
  }

  /**
   * Whether the daemon drains, so that a change which was withdrawn may have had too little time.
   */
  public boolean isDraining() {
    return patience.isDraining();
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

  /**
   * Opens the way of a session's output whose position the ledger keeps, since the session is
   * handed over: output and position are committed in one transaction.
   *
   * @param session the session's key; {@link LedgerTransaction#handOver} was committed for it
   * @param position how much of its output is in the ledger already, in bytes
   * @param progress told of each further commit
   * @return its lane
   * @throws WriterClosedException when the writer takes nothing more
   */
  public OutputLane openLane(long session, long position, OutputProgress progress) {
    return queue.openLane(session, position, progress);
  }

  /** Why the ledger cannot be written now; empty while it can. */
  public Optional<String> trouble() {
    return loop.trouble();
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
    return loop.lastCheckpointAt();
  }

  /** The writer's figures. */
  public EventWriterHealth health() {
    long bytes = queue.queuedBytes();
    EventWriterHealth.State state = EventWriterHealth.State.HEALTHY;
    if (trouble().isPresent() || failure().isPresent()) {
      state = EventWriterHealth.State.FAILED;
    } else if (bytes > WriteQueue.CAPACITY / 2) {
      state = EventWriterHealth.State.PRESSURED;
    }
    return new EventWriterHealth(
        state,
        queue.queuedEvents(),
        bytes,
        WriteQueue.CAPACITY,
        1,
        loop.transactions(),
        loop.committedEvents(),
        loop.latency());
  }

  @Override
  protected void onStart() throws SQLException {
    Connection connection = ledger.writeConnection();
    Statement statement = own(connection.createStatement());
    BatchCommit commit = own(new BatchCommit(connection, clock, ledger.commits()));
    thread = Thread.ofPlatform().name("coven-ledger-writer").start(() -> run(commit, statement));
  }

  @Override
  protected void onShutdown() throws Exception {
    queue.close();
    if (!thread.join(FLUSH_BUDGET)) {
      loop.stopTrying();
      thread.join();
      throw new IllegalStateException(
          "output was not written within "
              + FLUSH_BUDGET.toSeconds()
              + " s: "
              + trouble().orElse("too slow"));
    }
  }

  private void run(BatchCommit commit, Statement statement) {
    try {
      loop.run(commit, statement);
    } catch (Throwable e) {
      Throwable cause = ledger.explain(e);
      // First: whoever fails because of this one must not be taken for the cause.
      fail(cause);
      loop.abandon(cause);
    }
  }
}
