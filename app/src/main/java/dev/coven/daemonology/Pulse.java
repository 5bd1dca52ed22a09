package dev.coven.daemonology;

import java.time.Duration;
import java.util.Optional;

/**
 * Shows whether something that a daemon lives by still moves: a loop, or a thread that answers.
 * Feeling it is cheap and waits for nobody. All methods may be called from any thread.
 */
public interface Pulse {
  /**
   * How long one that neither rests nor waits for something named may go without progress. A loop's
   * round takes milliseconds; ten seconds of a machine that swaps or compiles are no hang yet.
   */
  Duration PATIENCE = Duration.ofSeconds(10);

  /** The name of the part whose pulse it is; several pulses may be of one part. */
  String part();

  /**
   * Feels it.
   *
   * @return why it stands still, or empty while it moves or may stand
   */
  Optional<Stall> stall();
}
