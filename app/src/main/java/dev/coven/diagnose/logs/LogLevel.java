package dev.coven.diagnose.logs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much somebody must look at an event; the least first. */
public enum LogLevel {
  /** For those who look for a fault of the program. */
  DEBUG,
  /** What happened. */
  INFO,
  /** Something was refused, or is not as it should be. */
  WARN,
  /** Somebody must look at it. */
  ERROR;

  /**
   * The level of a word, in any case.
   *
   * @param word as in the log, or as a user writes it
   * @return empty when it is none
   */
  public static Optional<LogLevel> of(String word) {
    String name = word.toUpperCase(Locale.ROOT);
    return Arrays.stream(values()).filter(level -> level.name().equals(name)).findFirst();
  }
}
