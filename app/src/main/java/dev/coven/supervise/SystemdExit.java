package dev.coven.supervise;

import java.util.OptionalInt;

/**
 * How a process of a service ended, as systemd tells it.
 *
 * @param words for people
 * @param code its exit code, if it exited
 */
record SystemdExit(String words, OptionalInt code) {
  /** Tells an exit. */
  static SystemdExit exited(int status) {
    return new SystemdExit("exit code " + status + meaning(status), OptionalInt.of(status));
  }

  /** Tells an end by a signal; {@code dumped} when it left a core. */
  static SystemdExit killed(int signal, boolean dumped) {
    return new SystemdExit(
        "killed by signal " + signal + name(signal) + (dumped ? ", core dumped" : ""),
        OptionalInt.empty());
  }

  /**
   * Adds why systemd ended it or counts it as a failure.
   *
   * @param result the unit's {@code Result} (systemd.service(5), "SERVICE_RESULT")
   */
  SystemdExit because(String result) {
    String why =
        switch (result) {
          case "timeout" -> "it was not ready, or not gone, in time";
          case "watchdog" -> "its watchdog was not fed";
          case "start-limit-hit" -> "it was started too often in a short time";
          case "oom-kill" -> "the system ran out of memory";
          case "protocol" -> "it ended without becoming ready";
          case "resources" -> "systemd lacked the means to start it";
          default -> null; // success, exit-code, signal, core-dump: told already
        };
    return why == null ? this : new SystemdExit(words + "; " + why, code);
  }

  /** What systemd itself exits with before the program runs (systemd.exec(5)). */
  private static String meaning(int status) {
    return switch (status) {
      case 200 -> " (the working directory could not be entered)";
      case 203 -> " (the program could not be executed)";
      case 209 -> " (standard output could not be set up)";
      case 217 -> " (the user could not be determined)";
      case 226 -> " (the namespace could not be set up)";
      default -> "";
    };
  }

  /** Linux's names, as on every architecture that a current JDK runs on. */
  private static String name(int signal) {
    return switch (signal) {
      case 1 -> " (HUP)";
      case 2 -> " (INT)";
      case 3 -> " (QUIT)";
      case 4 -> " (ILL)";
      case 6 -> " (ABRT)";
      case 7 -> " (BUS)";
      case 8 -> " (FPE)";
      case 9 -> " (KILL)";
      case 11 -> " (SEGV)";
      case 13 -> " (PIPE)";
      case 15 -> " (TERM)";
      case 31 -> " (SYS)";
      default -> "";
    };
  }
}
