package dev.coven.supervise;

import java.util.OptionalLong;

/** How a stop succeeded. */
public sealed interface StopResult {
  /** Nothing ran. */
  record NotRunning() implements StopResult {}

  /**
   * It ran, and has ended.
   *
   * @param pid its number; empty when its supervisor did not tell
   * @param liveSessions how many sessions were live; empty when it did not tell
   * @param sessions what became of them
   * @param manner how it ended
   */
  record Stopped(OptionalLong pid, OptionalLong liveSessions, Fate sessions, Manner manner)
      implements StopResult {}

  /** What becomes of live sessions. */
  enum Fate {
    /** They end with their daemon. */
    END,
    /** They go on with the next one. */
    GO_ON
  }

  /** How a daemon ended. */
  enum Manner {
    /** On request, its work put away. */
    DRAINED,
    /** By its supervisor, which does not tell how. */
    ENDED,
    /** By TERM, because it did not answer or did not end on request. */
    TERMINATED,
    /** By KILL, because TERM did not help. */
    KILLED
  }
}
