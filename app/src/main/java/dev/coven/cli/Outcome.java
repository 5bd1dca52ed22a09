package dev.coven.cli;

import dev.coven.contract.SessionRecord;

/** What the end of a session means to the command that waited for it. */
final class Outcome {
  private static final int MAX_EXIT_CODE = 255;

  private Outcome() {}

  /**
   * The exit code that a command passes on.
   *
   * @param session a session that has ended
   */
  static int exitCode(SessionRecord session) {
    return switch (session.status()) {
      case COMPLETED, IDLE -> session.exitCode() == null ? ExitCode.OK : clamp(session.exitCode());
      case FAILED -> session.exitCode() == null ? ExitCode.COVEN_FAILED : clamp(session.exitCode());
      case KILLED -> ExitCode.KILLED;
      case ORPHANED -> ExitCode.COVEN_FAILED;
      case CREATED, RUNNING ->
          throw new IllegalArgumentException("session " + session.id() + " has not ended");
    };
  }

  /** A code that exit(3) would cut to its low byte must not turn into a success. */
  private static int clamp(int code) {
    return code < 0 || code > MAX_EXIT_CODE ? MAX_EXIT_CODE : code;
  }

  /** What to say about an end that the harness's own output does not tell; null for nothing. */
  static String sentence(SessionRecord session) {
    return switch (session.status()) {
      case KILLED -> "The session was killed.";
      case ORPHANED -> "The daemon lost the session when it ended; its outcome is unknown.";
      case FAILED -> session.exitCode() == null ? "The session could not be run." : null;
      case COMPLETED, IDLE, CREATED, RUNNING -> null;
    };
  }
}
