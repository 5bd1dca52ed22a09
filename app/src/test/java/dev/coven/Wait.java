package dev.coven;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what a test expects. Nothing here decides an outcome by the clock. */
public final class Wait {
  /** Longer than anything takes on a busy machine; reaching it is a failed test. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private Wait() {}

  /** Looks until a condition holds, where the thing itself has no event to wait for. */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        fail("waited in vain until " + what);
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }

  /** Waits until a thread is parked, by the scheduler's own word. */
  public static void parked(Thread thread) throws Exception {
    until(
        thread.getName() + " waits",
        () ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
  }

  /** Waits for a latch, and fails when it does not open. */
  public static void open(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      fail("latch still closed");
    }
  }

  /** The result of a future that is expected to come. */
  public static <T> T result(Future<T> future) throws Exception {
    return future.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits for a thread's end. */
  public static void ended(Thread thread) throws InterruptedException {
    if (!thread.join(PATIENCE)) {
      fail(thread.getName() + " still runs");
    }
  }
}
