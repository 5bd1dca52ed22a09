package dev.coven.daemonology;

/** Where a daemon stands in its one life, and the table of its legal moves. */
public enum Status {
  /** Never ran yet; every daemon begins here, and one whose start failed is still here. */
  STOPPED("Stopped"),
  /** Started, and not yet shut down; a failure does not change this. */
  RUNNING("Running"),
  /** Shut down for good. */
  COMPLETED("Completed");

  private final String word;

  Status(String word) {
    this.word = word;
  }

  /**
   * Whether a daemon in this status may move to {@code next}. Staying is not a move.
   *
   * @param next the status wanted
   * @return true for Stopped to Running and for Running to Completed, false for everything else
   */
  public boolean mayBecome(Status next) {
    return switch (this) {
      case STOPPED -> next == RUNNING;
      case RUNNING -> next == COMPLETED;
      case COMPLETED -> false;
    };
  }

  /** The word used on the wire, in health's {@code components}, and in messages. */
  @Override
  public String toString() {
    return word;
  }
}
