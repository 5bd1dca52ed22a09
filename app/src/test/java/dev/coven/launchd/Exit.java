package dev.coven.launchd;

/**
 * How a process ended.
 *
 * @param code its exit code, or 0
 * @param signal the signal that ended it, or 0
 */
public record Exit(int code, int signal) {
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;

  /** What launchd says of a program that it cannot start (sysexits(3)). */
  static final Exit MISCONFIGURED = code(78);

  /** An exit with a code. */
  public static Exit code(int code) {
    return new Exit(code, 0);
  }

  /** An end by a signal. */
  public static Exit signal(int signal) {
    return new Exit(0, signal);
  }

  /** The line of {@code launchctl print}. */
  String line() {
    return switch (signal) {
      case 0 -> "last exit code = " + code + (code == 78 ? ": EX_CONFIG" : "");
      case SIGKILL -> "last terminating signal = Killed: 9";
      case SIGTERM -> "last terminating signal = Terminated: 15";
      default -> "last terminating signal = Unknown: " + signal;
    };
  }
}
