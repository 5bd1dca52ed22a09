package dev.coven.session;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Linux answers EIO while no process has a terminal open. That is the end of its output once the
 * harness is gone; one that lives may open {@code /dev/tty} again, and would hang if nobody read.
 * So it is looked at again after a moment, then after twice as long.
 */
final class HangUp {
  private static final long FIRST_LOOK_MILLIS = 1;
  private static final long LONGEST_LOOK_MILLIS = 50;

  private final BooleanSupplier harnessLives;
  private long pause = FIRST_LOOK_MILLIS;

  HangUp(BooleanSupplier harnessLives) {
    this.harnessLives = harnessLives;
  }

  /** Whether an EIO that is seen after this call may not be the end. */
  boolean mayReopen() {
    return harnessLives.getAsBoolean();
  }

  /** Waits a moment. */
  void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(pause);
    pause = Math.min(pause * 2, LONGEST_LOOK_MILLIS);
  }

  /** Somebody has it open. */
  void over() {
    pause = FIRST_LOOK_MILLIS;
  }
}
