package dev.coven.daemon;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A shutdown that hangs must not keep the home's lock from the next daemon for ever. */
final class DrainLimit {
  /** How long a clean end may take altogether. */
  private static final Duration BUDGET = Duration.ofSeconds(10);

  private DrainLimit() {}

  /** Called by the thread that shuts the daemon down: the process ends within the budget. */
  static void begin() {
    Thread drain = Thread.currentThread();
    Thread.ofPlatform().daemon().name("coven-drain-limit").start(() -> enforce(drain));
  }

  private static void enforce(Thread drain) {
    try {
      TimeUnit.NANOSECONDS.sleep(BUDGET.toNanos());
    } catch (InterruptedException e) {
      return;
    }
    // Not into the log: that may be what hangs.
    System.err.println("coven: the daemon did not end in time" + ThreadDump.of(drain));
    Runtime.getRuntime().halt(DaemonMain.STOOD_STILL);
  }
}
