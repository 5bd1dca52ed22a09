package dev.coven.supervise;

import java.util.Optional;

/**
 * How often a service was started again since somebody began to wait for it. Made for one wait; fed
 * with each look at the service.
 */
final class CrashLoop {
  /**
   * After so many failed starts the next one is not waited for. More than three, because a launcher
   * on probation takes its fourth start with the version before; and few enough that, under
   * systemd, they are over in seconds on any machine.
   */
  static final int HOPELESS = 5;

  private static final long NOT_SEEN = -1;

  private long seen = NOT_SEEN;
  private long restarts;
  private Optional<String> lastExit = Optional.empty();

  /** Takes a look into account. */
  void note(ServiceState state) {
    if (seen != NOT_SEEN) {
      // A count that went back was begun anew, with the start that is waited for.
      restarts = state.restarts() < seen ? state.restarts() : restarts + state.restarts() - seen;
    }
    seen = state.restarts();
    if (state.lastExit().isPresent()) {
      lastExit = state.lastExit();
    }
  }

  /** Whether anything that was started since has ended. */
  boolean isOne() {
    return restarts > 0;
  }

  /** Whether it is not worth to wait any longer. */
  boolean isHopeless() {
    return restarts >= HOPELESS;
  }

  /** How often the service was started, the first start included. */
  long starts() {
    return restarts + 1;
  }

  /** How it ended last, as far as a look has caught it. */
  Optional<String> lastExit() {
    return lastExit;
  }
}
