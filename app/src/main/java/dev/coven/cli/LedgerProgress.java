package dev.coven.cli;

import dev.coven.ledger.Progress;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Says on standard error how far something is that takes longer than a second. */
final class LedgerProgress implements Progress {
  private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
  private static final long EVERY = TimeUnit.SECONDS.toNanos(5);

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private final long began;
  private long due;

  LedgerProgress(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.due = FIRST;
  }

  @Override
  public void at(String doing, long done, long total) {
    long elapsed = nanoTime.getAsLong() - began;
    if (elapsed < due) {
      return;
    }
    due = elapsed + EVERY;
    String far =
        total > 0
            ? 100 * done / total + " %"
            : TimeUnit.NANOSECONDS.toSeconds(elapsed) + " s so far";
    err.println("coven: " + doing + "… " + far);
  }
}
