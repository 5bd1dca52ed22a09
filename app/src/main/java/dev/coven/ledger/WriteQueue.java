package dev.coven.ledger;

import dev.coven.daemonology.LoopPulse;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the writer: state changes first, then output, a chunk of each session in turn.
 *
 * <p>Bounded in bytes: each session may have an equal share of the capacity waiting, so that one
 * that prints without pause takes nothing from the others.
 */
final class WriteQueue {
  /** Output that may wait in memory, in bytes, over all sessions. */
  static final int CAPACITY = 8 * 1024 * 1024;

  /** One session's share is at most this, in bytes: about what is printed during one commit. */
  private static final int MAX_LANE_SHARE = 256 * 1024;

  /** Output in one transaction, in bytes, so that a state change never waits for more than this. */
  private static final int MAX_BATCH_BYTES = 1024 * 1024;

  /**
   * Output that follows other output waits until this much has gathered, or this long. A terminal
   * gives 4 KiB at a time; a transaction for each would cost four times its share of the processor,
   * and as many rows. The first output after a pause waits for nothing.
   */
  private static final int GATHERED_BYTES = 128 * 1024;

  private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final LoopPulse pulse;
  private final InstantSource clock;
  private final Deque<PendingChange<?>> changes = new ArrayDeque<>();
  private final Deque<OutputLane> ready = new ArrayDeque<>();
  private final Set<OutputLane> lanes = new HashSet<>();
  private long queuedBytes;
  private long gatherUntil = System.nanoTime();
  private boolean gathering;
  private boolean urgent;
  private volatile boolean closed;

  WriteQueue(InstantSource clock) {
    this(clock, new LoopPulse("event-writer"));
  }

  /**
   * A queue.
   *
   * @param clock gives output its time
   * @param pulse the pulse of the loop that takes; it rests while there is nothing to take
   */
  WriteQueue(InstantSource clock, LoopPulse pulse) {
    this.clock = clock;
    this.pulse = pulse;
  }

  OutputLane openLane(long session) {
    return open(new OutputLane(this, session));
  }

  OutputLane openLane(long session, long position, OutputProgress progress) {
    return open(new OutputLane(this, session, position, progress));
  }

  private OutputLane open(OutputLane lane) {
    lock.lock();
    try {
      checkOpen();
      lanes.add(lane);
      return lane;
    } finally {
      lock.unlock();
    }
  }

  <T> CompletableFuture<T> submit(StateChange<T> change) {
    return add(change).result();
  }

  /** As {@link #submit}, for somebody who may want to take the change back. */
  <T> PendingChange<T> add(StateChange<T> change) {
    lock.lock();
    try {
      checkOpen();
      PendingChange<T> pending = new PendingChange<>(change);
      changes.addLast(pending);
      hurry();
      return pending;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes what waits, state changes whole and output up to a batch; waits while there is nothing.
   *
   * @return the next batch, or null when the queue is closed and empty
   * @throws InterruptedException when interrupted while waiting
   */
  WriteBatch take() throws InterruptedException {
    pulse.work("takes what waits");
    lock.lockInterruptibly();
    try {
      while (changes.isEmpty() && ready.isEmpty()) {
        if (closed) {
          return null;
        }
        pulse.rest();
        work.await();
        pulse.work("takes what waits");
      }
      gather();
      WriteBatch batch =
          new WriteBatch(new ArrayList<>(changes), new ArrayList<>(), new ArrayList<>());
      changes.clear();
      int bytes = 0;
      while (!ready.isEmpty() && bytes < MAX_BATCH_BYTES) {
        OutputLane lane = ready.pollFirst();
        lane.setQueued(false);
        OutputLane.Chunk chunk = lane.takeChunk();
        if (chunk != null) {
          batch.output().add(new WriteBatch.Output(lane, chunk));
          bytes += chunk.length();
        }
        if (lane.hasChunks()) {
          laneReady(lane);
        } else if (lane.ending() != null) {
          batch.endings().add(lane.ending());
          lanes.remove(lane);
        }
      }
      queuedBytes -= bytes;
      urgent = false;
      if (bytes > 0) {
        gatherUntil = System.nanoTime() + GATHERING_NANOS;
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Lets more output come, while there is nothing that somebody waits for. */
  private void gather() throws InterruptedException {
    gathering = true;
    try {
      long left = gatherUntil - System.nanoTime();
      while (left > 0 && !urgent && queuedBytes < GATHERED_BYTES) {
        left = work.awaitNanos(left);
      }
    } finally {
      gathering = false;
    }
  }

  /** Takes nothing more; what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      hurry();
      lanes.forEach(OutputLane::wake);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a change back that nobody wants any more; see {@link PendingChange#withdraw}. */
  void withdraw(PendingChange<?> pending) {
    lock.lock();
    try {
      changes.remove(pending);
    } finally {
      lock.unlock();
    }
    pending.withdraw();
  }

  /** Closes, and fails everything that waits. */
  void abandon(Throwable cause) {
    List<PendingChange<?>> waiting;
    lock.lock();
    try {
      close();
      waiting = new ArrayList<>(changes);
      lanes.stream().flatMap(OutputLane::waiting).forEach(waiting::add);
      changes.clear();
      ready.clear();
    } finally {
      lock.unlock();
    }
    waiting.forEach(pending -> pending.result().completeExceptionally(cause));
  }

  long queuedBytes() {
    lock.lock();
    try {
      return queuedBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Pieces that wait: state changes, and sessions with output or an end. */
  long queuedEvents() {
    lock.lock();
    try {
      return changes.size() + (long) ready.size();
    } finally {
      lock.unlock();
    }
  }

  // ---- for lanes, under the lock ----

  /** What one session may have waiting now, in bytes. */
  int laneShare() {
    return Math.min(MAX_LANE_SHARE, CAPACITY / Math.max(1, lanes.size()));
  }

  void outputAdded(OutputLane lane, int bytes) {
    queuedBytes += bytes;
    laneReady(lane);
    if (gathering && queuedBytes >= GATHERED_BYTES) {
      work.signal();
    }
  }

  void laneReady(OutputLane lane) {
    if (!lane.isQueued()) {
      lane.setQueued(true);
      ready.addLast(lane);
      if (!gathering) {
        work.signal();
      }
    }
  }

  /** Somebody waits for what is queued. */
  void hurry() {
    urgent = true;
    work.signal();
  }

  /** Whether it takes nothing more; without the lock a hint, which does not turn false again. */
  boolean closed() {
    return closed;
  }

  void checkOpen() {
    if (closed) {
      throw new WriterClosedException();
    }
  }

  long now() {
    return clock.millis();
  }
}
