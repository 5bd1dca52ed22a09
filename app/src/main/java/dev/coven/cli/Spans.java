package dev.coven.cli;

import java.time.Duration;

/** Spans of time as people say them, in the largest unit alone. */
final class Spans {
  private Spans() {}

  /** For example {@code 5 min}; a negative span, by a clock that was set, is {@code 0 s}. */
  static String of(Duration span) {
    if (span.toDays() > 0) {
      return span.toDays() + " d";
    }
    if (span.toHours() > 0) {
      return span.toHours() + " h";
    }
    if (span.toMinutes() > 0) {
      return span.toMinutes() + " min";
    }
    return Math.max(0, span.toSeconds()) + " s";
  }
}
