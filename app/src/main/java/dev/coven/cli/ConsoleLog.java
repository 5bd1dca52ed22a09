package dev.coven.cli;

/** Where the log lines go of what a command shares with the daemon: to standard error. */
final class ConsoleLog {
  private ConsoleLog() {}

  /**
   * Sends them there. To be called before the first class that logs is loaded: tinylog reads this
   * then, and left to itself it prints every statement of SQLite's on standard output.
   *
   * @param level from which level on: {@code warn}, or {@code off} for none
   */
  static void toStandardError(String level) {
    System.setProperty("tinylog.writer", "console");
    System.setProperty("tinylog.writer.stream", "err");
    System.setProperty("tinylog.writer.format", "coven: {message}");
    System.setProperty("tinylog.level", level);
  }
}
