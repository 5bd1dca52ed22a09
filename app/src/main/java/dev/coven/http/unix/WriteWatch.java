package dev.coven.http.unix;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * Notices a client that does not read: bytes wait for it and none could be written for the
 * time-out. The timer exists only while a write is stuck, and is moved lazily when it fires.
 */
final class WriteWatch {
  private final XnioIoThread thread;
  private final long timeoutNanos;
  private final Runnable onStuck;
  private boolean stuck;
  private boolean cancelled;
  private boolean patient;
  private long lastProgress;
  private XnioExecutor.Key timer;

  /**
   * Watches nothing yet.
   *
   * @param onStuck called on the I/O thread when the time-out is over
   */
  WriteWatch(XnioIoThread thread, long timeoutMillis, Runnable onStuck) {
    this.thread = thread;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    this.onStuck = onStuck;
  }

  /**
   * Notes the outcome of a write.
   *
   * @param bytes how many bytes went out
   * @param leftSome whether more waits for room in the socket's buffer
   */
  synchronized void wrote(long bytes, boolean leftSome) {
    if (bytes > 0 || !stuck) {
      lastProgress = leftSome ? System.nanoTime() : 0;
    }
    stuck = leftSome;
    if (stuck && timer == null && !cancelled && !patient) {
      schedule(timeoutNanos);
    }
  }

  /**
   * Lets writes stand still as long as they like, or no more.
   *
   * @param now whether from now on
   */
  synchronized void setPatient(boolean now) {
    patient = now;
  }

  /** Stops watching for good. */
  synchronized void cancel() {
    cancelled = true;
    if (timer != null) {
      timer.remove();
      timer = null;
    }
  }

  private void schedule(long nanos) {
    try {
      timer = thread.executeAfter(this::look, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The server is ending and closes every connection itself.
      cancelled = true;
    }
  }

  private void look() {
    synchronized (this) {
      timer = null;
      if (!stuck || cancelled || patient) {
        return;
      }
      long left = lastProgress + timeoutNanos - System.nanoTime();
      if (left > 0) {
        schedule(left);
        return;
      }
    }
    onStuck.run();
  }
}
