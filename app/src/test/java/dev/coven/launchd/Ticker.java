package dev.coven.launchd;

import java.time.Duration;

/** The clock that launchd goes by. */
interface Ticker {
  /** Nanoseconds since some moment. */
  long now();

  /** Runs something later, once; never within this call. */
  void schedule(Duration delay, Runnable task);
}
