package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call made aside, in a thread of its own, to be looked at by the test. */
final class Aside<T> {
  /** Longer than anything here takes on a busy machine; reaching it is a failed test. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What a call does that returns nothing. */
  interface Action {
    void run() throws Exception;
  }

  private final FutureTask<T> task;
  private final Thread thread;

  private Aside(Callable<T> call) {
    task = new FutureTask<>(call);
    thread = Thread.ofPlatform().daemon().unstarted(task);
  }

  static <T> Aside<T> call(Callable<T> call) {
    Aside<T> aside = new Aside<>(call);
    aside.thread.start();
    return aside;
  }

  static Aside<Void> run(Action action) {
    return call(
        () -> {
          action.run();
          return null;
        });
  }

  /** Returns when the call is parked in a wait; the scheduler's own word, there is no event. */
  Aside<T> parked() {
    Deadline deadline = Deadline.after(PATIENCE);
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      if (task.isDone() || deadline.remainingNanos() <= 0) {
        fail("does not wait, but is " + task);
      }
      Thread.onSpinWait();
    }
    return this;
  }

  Aside<T> interrupt() {
    thread.interrupt();
    return this;
  }

  Thread thread() {
    return thread;
  }

  boolean done() {
    return task.isDone();
  }

  /** What the call returned, or an exception if it threw. */
  T result() throws Exception {
    return task.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What the call threw. */
  Throwable thrown() throws InterruptedException, TimeoutException {
    try {
      T result = task.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      return fail("threw nothing, but returned " + result);
    } catch (ExecutionException failed) {
      return failed.getCause();
    }
  }

  /** Waits for a latch, and fails when it does not open. */
  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
      fail("latch still closed");
    }
  }
}
