package dev.coven.daemon;

import dev.coven.daemonology.Stall;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Ends a process that stands still, where no supervisor has a watchdog for it: what stands is found
 * standing in {@link #PATIENCE} looks on end. A look that comes late is no proof of anything, for
 * then the whole process had been stopped, or the machine slept, and its parts must have a moment
 * to move first.
 */
final class LastResort implements Watchdog.Master {
  /** How often to look: with {@link #PATIENCE} and the pulses' own, a hang ends within 20 s. */
  static final Duration EVERY = Duration.ofSeconds(5);

  /** How many looks on end must find something standing. */
  static final int PATIENCE = 2;

  private final PrintStream stderr;
  private final IntConsumer halt;
  private final LongSupplier nanoTime;
  private int standing;
  private long lastLook;

  /**
   * A last resort; for the watchdog's thread.
   *
   * @param stderr told why, since the log may be what hangs
   * @param halt ends the process at once with an exit code
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  LastResort(PrintStream stderr, IntConsumer halt, LongSupplier nanoTime) {
    this.stderr = stderr;
    this.halt = halt;
    this.nanoTime = nanoTime;
    this.lastLook = nanoTime.getAsLong();
  }

  @Override
  public void alive() {
    standing = 0;
    lastLook = nanoTime.getAsLong();
  }

  @Override
  public void stalled(List<Stall> stalls) {
    long now = nanoTime.getAsLong();
    boolean late = now - lastLook > EVERY.multipliedBy(2).toNanos();
    lastLook = now;
    standing = late ? 0 : standing + 1;
    if (standing >= PATIENCE) {
      for (Stall stall : stalls) {
        stderr.println("coven: " + stall.part() + " " + stall.message() + "; the daemon ends");
      }
      halt.accept(DaemonMain.STOOD_STILL);
    }
  }
}
