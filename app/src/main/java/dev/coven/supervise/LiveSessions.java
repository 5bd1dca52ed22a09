package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.contract.HandoverMode;
import dev.coven.contract.Health;
import java.util.Optional;
import java.util.OptionalLong;

/** How many harnesses a daemon keeps alive, and what becomes of them with it. */
final class LiveSessions {
  private LiveSessions() {}

  /**
   * The count.
   *
   * @param answer what the daemon's socket answered
   * @return the count, or empty when the daemon does not tell
   */
  static OptionalLong of(Probe answer) {
    return health(answer).map(Health::liveSessions).orElse(OptionalLong.empty());
  }

  /**
   * What becomes of them when the daemon ends and another begins in the same home.
   *
   * @param answer what the daemon's socket answered
   */
  static StopResult.Fate inARestart(Probe answer) {
    return health(answer).filter(told -> told.handover() != HandoverMode.NONE).isPresent()
        ? StopResult.Fate.GO_ON
        : StopResult.Fate.END;
  }

  /**
   * Refuses to end what lives, as nobody asked for that.
   *
   * @param answer what the daemon's socket answered; one that does not tell a count loses nothing
   *     that it could still serve
   * @param end what would end them, as in "with a restart: …"
   * @throws ServiceException when any live, with the command that ends them all the same
   */
  static void requireNone(Probe answer, String end) throws ServiceException {
    long live = of(answer).orElse(0);
    if (live > 0) {
      throw new ServiceException(
          (live == 1 ? "1 live session" : live + " live sessions") + " would end with " + end,
          "coven daemon restart --force");
    }
  }

  private static Optional<Health> health(Probe answer) {
    return switch (answer) {
      case Probe.Ready ready -> Optional.of(ready.health());
      case Probe.Degraded degraded -> Optional.of(degraded.health());
      case Probe.Incompatible other -> Optional.of(other.health());
      case Probe.Absent _, Probe.Silent _, Probe.Foreign _ -> Optional.empty();
    };
  }
}
