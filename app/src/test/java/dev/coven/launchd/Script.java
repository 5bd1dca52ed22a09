package dev.coven.launchd;

import java.time.Duration;
import java.util.Optional;

/**
 * What a pretended process does.
 *
 * @param life how long it runs by itself; empty for ever
 * @param exit how it ends then
 * @param drain how long it takes to end after TERM; empty when it ignores TERM
 */
public record Script(Optional<Duration> life, Exit exit, Optional<Duration> drain) {
  /** Runs until it is told to end, and ends at once. */
  public static final Script OBEDIENT = draining(Duration.ZERO);

  /** Runs until it is killed. */
  public static final Script DEAF = new Script(Optional.empty(), Exit.code(0), Optional.empty());

  /** Runs until it is told to end, and takes so long to. */
  public static Script draining(Duration drain) {
    return new Script(Optional.empty(), Exit.code(0), Optional.of(drain));
  }

  /** Ends by itself. */
  public static Script ending(Duration life, Exit exit) {
    return new Script(Optional.of(life), exit, Optional.of(Duration.ZERO));
  }
}
