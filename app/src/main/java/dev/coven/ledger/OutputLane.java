package dev.coven.ledger;

import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.stream.Stream;

/**
 * The way of what one session prints and is told into the ledger: in order, nothing dropped. When
 * more waits than its share of the queue, {@link #append} waits, and so the kernel holds the
 * harness back.
 *
 * <p>Output that gathers while the writer is busy becomes one event, up to the contract's 64 KiB.
 */
public final class OutputLane {
  private static final int FIRST_CHUNK_BYTES = 4 * 1024;

  private final WriteQueue queue;
  private final long session;
  private final Condition space;
  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private int pendingBytes;
  private PendingChange<?> ending;
  private boolean queued;
  private final OutputProgress progress;

  /** How much of the session's output is committed, in bytes; the writer's thread alone uses it. */
  private long position;

  OutputLane(WriteQueue queue, long session) {
    this(queue, session, 0, null);
  }

  OutputLane(WriteQueue queue, long session, long position, OutputProgress progress) {
    this.queue = queue;
    this.session = session;
    this.position = position;
    this.progress = progress;
    this.space = queue.lock.newCondition();
  }

  /** One event in the making. Output is added to it while it waits; anything else is complete. */
  static final class Chunk {
    final long at;
    final EventKind kind;
    private byte[] bytes;
    private int length;

    private Chunk(long at, int size) {
      this.at = at;
      this.kind = EventKind.OUTPUT;
      this.bytes = new byte[size];
    }

    private Chunk(long at, EventKind kind, byte[] payload) {
      this.at = at;
      this.kind = kind;
      this.bytes = payload;
      this.length = payload.length;
    }

    private int room() {
      return kind == EventKind.OUTPUT ? Api.MAX_OUTPUT_EVENT_BYTES - length : 0;
    }

    private void add(byte[] source, int offset, int count) {
      if (length + count > bytes.length) {
        int grown = Math.max(length + count, bytes.length * 2);
        bytes = Arrays.copyOf(bytes, Math.min(grown, Api.MAX_OUTPUT_EVENT_BYTES));
      }
      System.arraycopy(source, offset, bytes, length, count);
      length += count;
    }

    int length() {
      return length;
    }

    byte[] bytes() {
      return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
  }

  /**
   * Adds output; waits while this session's share of the queue is full.
   *
   * @param bytes holds it; free for reuse when the call returns
   * @param offset where it begins
   * @param length how long it is; it ends on a character's boundary
   * @throws InterruptedException when interrupted while waiting; a part may have been added
   * @throws WriterClosedException when the writer takes nothing more
   */
  public void append(byte[] bytes, int offset, int length) throws InterruptedException {
    queue.lock.lockInterruptibly();
    try {
      int from = offset;
      int left = length;
      while (left > 0) {
        awaitSpace();
        Chunk chunk = openChunk(left);
        int fits = Math.min(queue.laneShare() - pendingBytes, chunk.room());
        int count = left <= fits ? left : Utf8.completeLength(bytes, from, fits);
        chunk.add(bytes, from, count);
        pendingBytes += count;
        from += count;
        left -= count;
        queue.outputAdded(this, count);
      }
    } finally {
      queue.lock.unlock();
    }
  }

  /**
   * Adds an event that is no output, behind everything that was appended before it; waits like
   * {@link #append}. So an event stands where it happened, and never behind the session's end.
   *
   * @param kind what it tells
   * @param payload its payload
   * @throws InterruptedException when interrupted while waiting; nothing was added
   * @throws WriterClosedException when the writer takes nothing more
   * @throws IllegalStateException when the session has ended
   */
  public void event(EventKind kind, JsonObject payload) throws InterruptedException {
    byte[] bytes = payload.toString().getBytes(StandardCharsets.UTF_8);
    queue.lock.lockInterruptibly();
    try {
      awaitSpace();
      chunks.addLast(new Chunk(queue.now(), kind, bytes));
      pendingBytes += bytes.length;
      queue.outputAdded(this, bytes.length);
    } finally {
      queue.lock.unlock();
    }
  }

  /** Waits until a character fits at least; an event may pass the share by its own length. */
  private void awaitSpace() throws InterruptedException {
    while (queue.laneShare() - pendingBytes < Utf8.MAX_CHARACTER_BYTES && !queue.closed()) {
      queue.hurry();
      space.await();
    }
    queue.checkOpen();
    if (ending != null) {
      throw new IllegalStateException("an event after the end of a session");
    }
  }

  /**
   * Ends the session: the change is made after everything that was appended, in a transaction that
   * survives a power cut. Nothing can be appended any more.
   *
   * @param change the session's last event and its final status
   * @return completes when that is committed
   * @throws WriterClosedException when the writer takes nothing more
   */
  public <T> CompletableFuture<T> finish(StateChange<T> change) {
    queue.lock.lock();
    try {
      queue.checkOpen();
      if (ending != null) {
        throw new IllegalStateException("the session has ended already");
      }
      PendingChange<T> pending = new PendingChange<>(change);
      ending = pending;
      queue.laneReady(this);
      queue.hurry();
      return pending.result();
    } finally {
      queue.lock.unlock();
    }
  }

  long session() {
    return session;
  }

  /** Whether the ledger keeps how far this session's output is. */
  boolean keepsPosition() {
    return progress != null;
  }

  long position() {
    return position;
  }

  /** So much more output is committed, in bytes. */
  void advance(long bytes) {
    position += bytes;
    progress.committed(position);
  }

  /** The oldest chunk, or null; called by the queue under its lock. */
  Chunk takeChunk() {
    Chunk chunk = chunks.pollFirst();
    if (chunk != null) {
      pendingBytes -= chunk.length();
      space.signal();
    }
    return chunk;
  }

  /** The session's end once no output is left before it, or null; called under the lock. */
  PendingChange<?> ending() {
    return chunks.isEmpty() ? ending : null;
  }

  /** Whoever waits for the session's end, also while output stands before it. */
  Stream<PendingChange<?>> waiting() {
    return Stream.ofNullable(ending);
  }

  /** Whether the queue has this lane among those with something to write. */
  boolean isQueued() {
    return queued;
  }

  void setQueued(boolean value) {
    queued = value;
  }

  boolean hasChunks() {
    return !chunks.isEmpty();
  }

  /** Wakes a reader that waits for space, since the queue was closed. */
  void wake() {
    space.signalAll();
  }

  private Chunk openChunk(int wanted) {
    Chunk last = chunks.peekLast();
    if (last == null || last.room() < Utf8.MAX_CHARACTER_BYTES) {
      int size = Math.min(Math.max(wanted, FIRST_CHUNK_BYTES), Api.MAX_OUTPUT_EVENT_BYTES);
      last = new Chunk(queue.now(), size);
      chunks.addLast(last);
    }
    return last;
  }
}
