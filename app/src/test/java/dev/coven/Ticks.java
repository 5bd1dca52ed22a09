package dev.coven;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that moves when the test says so. */
public final class Ticks implements LongSupplier {
  // Near the end of its range, where System.nanoTime may begin too.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);

  @Override
  public long getAsLong() {
    return now.get();
  }

  public void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  public void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }
}
