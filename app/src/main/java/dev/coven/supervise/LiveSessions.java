package dev.coven.supervise;

import dev.coven.client.Probe;
import java.util.OptionalLong;

/** How many harnesses a daemon keeps alive: what ends with it. */
final class LiveSessions {
  private LiveSessions() {}

  /**
   * The count.
   *
   * @param answer what the daemon's socket answered
   * @return the count, or empty when the daemon does not tell
   */
  static OptionalLong of(Probe answer) {
    return switch (answer) {
      case Probe.Ready ready -> ready.health().liveSessions();
      case Probe.Degraded degraded -> degraded.health().liveSessions();
      case Probe.Incompatible other -> other.health().liveSessions();
      case Probe.Absent _, Probe.Silent _, Probe.Foreign _ -> OptionalLong.empty();
    };
  }
}
