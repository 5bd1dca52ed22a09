package dev.coven.daemonology;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The pulse of what runs tasks of others. Each time it is felt, a task is handed over unless one is
 * on its way; it moves as long as the tasks come to run.
 */
public final class EchoPulse implements Pulse {
  /** What runs tasks. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Hands a task over; must not wait for it.
     *
     * @param task takes no time
     * @throws RejectedExecutionException when it takes no tasks any more
     */
    void execute(Runnable task);
  }

  private final String part;
  private final String doing;
  private final Runner runner;
  private final LongSupplier nanoTime;

  private final ReentrantLock lock = new ReentrantLock();
  private boolean unanswered;
  private long calledAt;

  /**
   * The pulse of a runner.
   *
   * @param part see {@link #part}
   * @param doing what is missing when it stands, for messages
   * @param runner what is to run the tasks
   */
  public EchoPulse(String part, String doing, Runner runner) {
    this(part, doing, runner, System::nanoTime);
  }

  /**
   * A pulse on another clock than the system's monotonic one.
   *
   * @param part see {@link #part}
   * @param doing what is missing when it stands, for messages
   * @param runner what is to run the tasks
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  public EchoPulse(String part, String doing, Runner runner, LongSupplier nanoTime) {
    this.part = requireNonNull(part, "part");
    this.doing = requireNonNull(doing, "doing");
    this.runner = requireNonNull(runner, "runner");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime");
  }

  @Override
  public String part() {
    return part;
  }

  @Override
  public Optional<Stall> stall() {
    long now = nanoTime.getAsLong();
    if (call(now)) {
      try {
        runner.execute(this::answered);
      } catch (RejectedExecutionException ended) {
        // It stays unanswered: one that takes no tasks stands, for whatever reason.
        return Optional.empty();
      }
    }
    lock.lock();
    try {
      Duration since = Duration.ofNanos(now - calledAt);
      return unanswered && since.compareTo(PATIENCE) > 0
          ? Optional.of(new Stall(part, doing, since, Optional.empty()))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is time to call; the call then counts as unanswered. */
  private boolean call(long now) {
    lock.lock();
    try {
      if (unanswered) {
        return false;
      }
      unanswered = true;
      calledAt = now;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void answered() {
    lock.lock();
    try {
      unanswered = false;
    } finally {
      lock.unlock();
    }
  }
}
