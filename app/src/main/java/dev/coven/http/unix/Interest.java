package dev.coven.http.unix;

import java.io.InterruptedIOException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;

/**
 * Which operations of one channel are waited for: resumed ones, whose handler is to be called, and
 * awaited ones, for which threads stand in {@link #await}. Any thread may call.
 *
 * <p>After a hang-up the selector knows the channel no more, yet what was received can be read and
 * an attempt to write has an error to report. Both directions are then for ever ready, and this
 * class delivers that from the task queue, level-triggered like the selector.
 */
final class Interest {
  private static final int BOTH = SelectionKey.OP_READ | SelectionKey.OP_WRITE;

  private final SelectorThread thread;
  private final IntConsumer delivery;
  private SelectionKey key;
  private int resumed;
  private int awaited;
  private boolean hungUp;
  private boolean ended;
  private boolean redelivering;

  /**
   * Starts with no interest.
   *
   * @param delivery called on the I/O thread with the operations whose handlers are due
   */
  Interest(SelectorThread thread, IntConsumer delivery) {
    this.thread = thread;
    this.delivery = delivery;
  }

  synchronized void attach(SelectionKey registered) {
    key = registered;
    apply();
  }

  synchronized boolean isResumed(int operation) {
    return (resumed & operation) != 0;
  }

  synchronized boolean isHungUp() {
    return hungUp;
  }

  synchronized void resume(int operation) {
    if ((resumed & operation) == 0) {
      resumed |= operation;
      apply();
    }
  }

  synchronized void suspend(int operation) {
    resumed &= ~operation;
    apply();
  }

  /** Resumes, and calls the handler once even if the channel is not ready. */
  void wake(int operation) {
    resume(operation);
    thread.execute(() -> delivery.accept(resumedOf(operation)));
  }

  /**
   * Waits until the operation is ready, the channel has ended, or the time is over.
   *
   * @param millis the longest wait; 0 means without end
   * @throws InterruptedIOException if the thread was interrupted; its interrupt status is kept
   */
  synchronized void await(int operation, long millis) throws InterruptedIOException {
    long deadline = millis == 0 ? Long.MAX_VALUE : System.nanoTime() + millis * 1_000_000;
    awaited |= operation;
    apply();
    while ((awaited & operation) != 0 && !hungUp && !ended) {
      long left = millis == 0 ? 0 : (deadline - System.nanoTime()) / 1_000_000;
      if (left < 0 || (left == 0 && millis != 0)) {
        return;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for the client");
      }
    }
  }

  /** Notes readiness, wakes those who await it, and returns what handlers are due. */
  synchronized int arrived(int operations) {
    if ((awaited & operations) != 0) {
      awaited &= ~operations;
      apply();
      notifyAll();
    }
    return resumed & operations;
  }

  /** Notes that the other end is gone; what is resumed will be delivered. */
  synchronized void hangUp() {
    hungUp = true;
    notifyAll();
    apply();
  }

  /** Drops all interest for good and releases those who wait. */
  synchronized void end() {
    ended = true;
    resumed = 0;
    if (key != null) {
      key.cancel();
    }
    notifyAll();
  }

  private synchronized int resumedOf(int operations) {
    return resumed & operations;
  }

  private void apply() {
    if (ended || key == null) {
      return;
    }
    if (hungUp) {
      redeliver();
      return;
    }
    int wanted = resumed | awaited;
    int before = key.interestOps();
    if (wanted != before) {
      key.interestOps(wanted);
      if ((wanted & ~before) != 0) {
        thread.wakeup();
      }
    }
  }

  private void redeliver() {
    if (resumed == 0 || redelivering) {
      return;
    }
    try {
      thread.execute(this::redeliverNow);
      redelivering = true;
    } catch (RejectedExecutionException e) {
      ended = true;
      notifyAll();
    }
  }

  private void redeliverNow() {
    delivery.accept(resumedOf(BOTH));
    synchronized (this) {
      redelivering = false;
      apply();
    }
  }
}
