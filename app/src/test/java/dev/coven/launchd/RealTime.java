package dev.coven.launchd;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The clock on the wall, for jobs that are real processes. */
final class RealTime implements Ticker, Closeable {
  private final ScheduledExecutorService timers =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("launchd timers").factory());

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    if (!timers.isShutdown()) {
      var unused = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    timers.shutdownNow();
  }
}
