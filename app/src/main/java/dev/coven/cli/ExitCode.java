package dev.coven.cli;

/** The exit codes of {@code coven}; scripts depend on them. */
final class ExitCode {
  /** Done, or already so. {@code daemon status}: running and healthy. */
  static final int OK = 0;

  /** Failed. {@code daemon status}: no daemon, but leftovers of one. */
  static final int FAILED = 1;

  /** Wrong usage. */
  static final int USAGE = 2;

  /** {@code daemon status}: not running. */
  static final int NOT_RUNNING = 3;

  /** {@code daemon status}: starting, degraded, or not answering. */
  static final int UNSETTLED = 4;

  /** {@code wait}: the time was over before the session was; as timeout(1) has it. */
  static final int TIMED_OUT = 124;

  /** {@code run}, {@code attach} and {@code wait}: Coven failed, or lost the session. */
  static final int COVEN_FAILED = 125;

  /** {@code run}: the harness cannot be executed. */
  static final int NOT_EXECUTABLE = 126;

  /** {@code run}: there is no such harness. */
  static final int NOT_FOUND = 127;

  /**
   * {@code run}, {@code attach} and {@code wait}: the session was killed; 128 + SIGKILL, as a shell
   * has it.
   */
  static final int KILLED = 137;

  private ExitCode() {}
}
