package dev.coven.supervise;

import java.time.Duration;

/** Time as it passes for someone who waits. Tests pass their own, and wait no time at all. */
interface Timepiece {
  /** The system's monotonic clock. */
  Timepiece SYSTEM =
      new Timepiece() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
          Thread.sleep(duration);
        }
      };

  /** As {@link System#nanoTime}: only differences mean something. */
  long nanoTime();

  /** Lets so much time pass. */
  void pause(Duration duration) throws InterruptedException;
}
