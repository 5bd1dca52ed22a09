package dev.coven.launchd;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that goes when it is told to, and does on its way what was due. */
public final class FakeTime implements Ticker {
  private record Timer(long at, long order, Runnable task) {}

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::order));
  private long now;
  private long orders;

  @Override
  public synchronized long now() {
    return now;
  }

  @Override
  public synchronized void schedule(Duration delay, Runnable task) {
    timers.add(new Timer(now + delay.toNanos(), orders++, task));
  }

  /** Lets time pass. */
  public void advance(Duration duration) {
    long end = now() + duration.toNanos();
    for (Runnable task = due(end); task != null; task = due(end)) {
      // Without the lock: what is due may take others, and schedule more.
      task.run();
    }
  }

  private synchronized Runnable due(long end) {
    if (timers.isEmpty() || timers.peek().at() > end) {
      now = end;
      return null;
    }
    Timer timer = timers.poll();
    now = timer.at();
    return timer.task();
  }
}
