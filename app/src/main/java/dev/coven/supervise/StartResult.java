package dev.coven.supervise;

import dev.coven.contract.Health;

/** How a start succeeded. */
public sealed interface StartResult {
  /** The daemon that runs now. */
  Health health();

  /**
   * There was one already.
   *
   * @param health what it says of itself; it may be degraded
   */
  record AlreadyRunning(Health health) implements StartResult {}

  /**
   * There is one now, of this start.
   *
   * @param health what it says of itself
   */
  record Started(Health health) implements StartResult {}
}
