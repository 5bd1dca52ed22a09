package dev.coven.daemon;

import java.time.Duration;

/** How something waits that looks again and again. */
@FunctionalInterface
interface Pause {
  /**
   * Waits.
   *
   * @param length how long
   * @return whether to give up, since the daemon is to end; then it may return early
   * @throws InterruptedException when interrupted while waiting
   */
  boolean pause(Duration length) throws InterruptedException;
}
