package dev.coven.http.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * The I/O thread: a junixsocket selector, a queue of tasks and a set of timers.
 *
 * <p>The selector is poll(2) underneath and departs from the NIO contract in three ways that this
 * loop answers:
 *
 * <ul>
 *   <li>{@code select(0)} returns at once instead of waiting, so an unbounded wait is {@code
 *       select()}.
 *   <li>A key whose descriptor hung up becomes invalid while its channel is still open, and the
 *       next select drops it without a word. Its handler is told through {@link Ready#hungUp}.
 *   <li>The set of selected keys throws when another thread cancels a key during the iteration. The
 *       set of all keys does not, and a key that is not selected has no ready operations.
 * </ul>
 */
final class SelectorThread extends XnioIoThread {
  private static final Logger LOG = Logger.getLogger(SelectorThread.class);

  private static final int WASTE_BYTES = 64 << 10;

  /** A signal may make one select fail; this many failures in a row are not signals. */
  private static final int TOLERATED_SELECT_FAILURES = 100;

  /** For reading what nobody wants: one for all, since a read and its loss happen in one go. */
  private final ByteBuffer waste = ByteBuffer.allocateDirect(WASTE_BYTES);

  private final AtomicLong timerSequence = new AtomicLong();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final TreeSet<Timer> timers = new TreeSet<>();
  private final AtomicBoolean sleeping = new AtomicBoolean();
  private final Consumer<Throwable> onFailure;
  private final Selector selector;
  private volatile boolean stopping;

  /** What a selection key carries; all calls are made on the I/O thread. */
  interface Ready {
    /**
     * The channel is ready.
     *
     * @param operations the ready operations, as in {@link SelectionKey#readyOps()}
     */
    void ready(int operations);

    /**
     * Nobody is left at the other end, or the loop has ended; the key is dead. What was received
     * may still be read.
     */
    void hungUp();
  }

  /**
   * Opens the selector; the thread is not started.
   *
   * @param worker the worker that {@code dispatch()} uses
   * @param name the thread's name
   * @param onFailure told, on this thread, what ended the loop when nobody asked for it
   * @throws IOException if the selector cannot be opened
   */
  SelectorThread(XnioWorker worker, String name, Consumer<Throwable> onFailure) throws IOException {
    super(worker, 0, name);
    this.onFailure = onFailure;
    this.selector = AFUNIXSelectorProvider.getInstance().openSelector();
    setDaemon(true);
  }

  /**
   * Registers a channel; on this thread only, because a running poll(2) would not see it.
   *
   * @throws ClosedChannelException if the channel is closed
   */
  SelectionKey register(SelectableChannel channel, int operations, Ready ready)
      throws ClosedChannelException {
    return channel.register(selector, operations, ready);
  }

  /** A buffer whose content means nothing; on this thread only. */
  ByteBuffer waste() {
    return waste.clear();
  }

  /** Makes a select that is under way notice changed interest; nothing on this thread itself. */
  void wakeup() {
    if (currentThread() != this && sleeping.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  /** Ends the loop after its current round. */
  void shutdown() {
    stopping = true;
    wakeup();
  }

  /**
   * Does nothing. An interrupt would make the next {@code accept()} close the listener, and
   * junixsocket deletes the socket file of a listener that is closed.
   */
  @Override
  public void interrupt() {}

  @Override
  public void execute(Runnable task) {
    if (stopping) {
      throw new RejectedExecutionException("the I/O thread has ended");
    }
    tasks.add(task);
    wakeup();
  }

  @Override
  public Key executeAfter(Runnable task, long time, TimeUnit unit) {
    if (stopping) {
      throw new RejectedExecutionException("the I/O thread has ended");
    }
    Timer timer = new Timer(System.nanoTime() + unit.toNanos(time), task);
    boolean first;
    synchronized (timers) {
      timers.add(timer);
      first = timers.first() == timer;
    }
    if (first) {
      wakeup();
    }
    return timer;
  }

  @Override
  public Key executeAtInterval(Runnable task, long time, TimeUnit unit) {
    throw new UnsupportedOperationException("executeAtInterval");
  }

  @Override
  public void run() {
    Xnio.allowBlocking(false);
    try (selector) {
      int failures = 0;
      while (!stopping) {
        runTasks();
        runDueTimers();
        try {
          select();
          failures = 0;
        } catch (IOException e) {
          if (++failures > TOLERATED_SELECT_FAILURES) {
            throw e;
          }
          LOG.debug("select failed", e);
          continue;
        }
        dispatch();
      }
      leave();
    } catch (IOException | RuntimeException | Error e) {
      stopping = true;
      onFailure.accept(e);
    }
  }

  /** Runs what was queued before the end, and lets go of the channels that are still known. */
  private void leave() {
    runTasks();
    for (SelectionKey key : selector.keys()) {
      ((Ready) key.attachment()).hungUp();
    }
  }

  /** Runs what is queued now; what those tasks queue waits until the ready channels were served. */
  private void runTasks() {
    for (int left = tasks.size(); left > 0; left--) {
      runLogged(tasks.poll());
    }
  }

  private void runDueTimers() {
    for (Timer due = pollDue(); due != null; due = pollDue()) {
      runLogged(due.task);
    }
  }

  private Timer pollDue() {
    synchronized (timers) {
      return !timers.isEmpty() && timers.first().remaining() <= 0 ? timers.pollFirst() : null;
    }
  }

  /** A task that fails is its connection's loss, never the loop's: the error is logged. */
  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.errorf(e, "task failed on the I/O thread: %s", task);
    }
  }

  private void select() throws IOException {
    // Announced before the queues are looked at: whoever adds later will wake the selector.
    sleeping.set(true);
    try {
      long wait = nanosToNextTimer();
      if (!tasks.isEmpty() || stopping || wait <= 0) {
        selector.selectNow();
      } else if (wait == Long.MAX_VALUE) {
        selector.select();
      } else {
        selector.select(wait / 1_000_000 + 1);
      }
    } finally {
      sleeping.set(false);
    }
  }

  private long nanosToNextTimer() {
    synchronized (timers) {
      return timers.isEmpty() ? Long.MAX_VALUE : timers.first().remaining();
    }
  }

  private void dispatch() {
    for (SelectionKey key : selector.keys()) {
      int operations = key.readyOps();
      boolean dead = !key.isValid() && key.channel().isOpen();
      if (operations == 0 && !dead) {
        continue;
      }
      Ready ready = (Ready) key.attachment();
      try {
        if (dead) {
          key.cancel();
          ready.hungUp();
        } else {
          ready.ready(operations);
        }
      } catch (RuntimeException e) {
        LOG.errorf(e, "handler failed on the I/O thread: %s", ready);
      }
    }
  }

  private final class Timer implements Key, Comparable<Timer> {
    private final long deadline;
    private final long sequence = timerSequence.incrementAndGet();
    private final Runnable task;

    Timer(long deadline, Runnable task) {
      this.deadline = deadline;
      this.task = task;
    }

    long remaining() {
      return deadline - System.nanoTime();
    }

    @Override
    public boolean remove() {
      synchronized (timers) {
        return timers.remove(this);
      }
    }

    @Override
    public int compareTo(Timer other) {
      int order = Long.signum(deadline - other.deadline);
      return order != 0 ? order : Long.compare(sequence, other.sequence);
    }
  }
}
