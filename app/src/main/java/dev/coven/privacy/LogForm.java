package dev.coven.privacy;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How an event stands in the log: a line of time, level, component, sentence and fields, and below
 * it, indented, what has more lines, such as a stack trace. Whoever reads the log reads it by this;
 * {@code docs/reference/log.md} describes it.
 */
public final class LogForm {
  /** The length of a time: {@code 2026-01-02T03:04:05.678Z}. */
  public static final int TIME_LENGTH = 24;

  /** What a line begins with that belongs to the event above it. */
  private static final String CONTINUATION = "    ";

  private static final int LEVEL_WIDTH = 5;
  private static final int COMPONENT_WIDTH = 7;

  /** Three digits of a second always, so that lines sort by their texts. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private LogForm() {}

  /**
   * An event as it is written.
   *
   * @param time when
   * @param level a word in capitals
   * @param component who says it, a word
   * @param text a {@link LogLine}, and more lines where there are any; may hold anybody's text
   * @return whole lines, each with its end, and without a character that a terminal acts on
   */
  public static String entry(Instant time, String level, String component, String text) {
    StringBuilder entry = new StringBuilder(text.length() + 64);
    entry.append(TIME.format(time)).append(' ');
    pad(entry, level, LEVEL_WIDTH);
    pad(entry, component, COMPONENT_WIDTH);
    int head = entry.length();
    // No line of anybody's text may look like another event.
    Printable.lines(text)
        .lines()
        .forEach(
            line ->
                entry.append(entry.length() == head ? "" : CONTINUATION).append(line).append('\n'));
    if (entry.length() == head) {
      entry.append('\n');
    }
    return entry.toString();
  }

  private static void pad(StringBuilder entry, String word, int width) {
    entry.append(word).append(" ".repeat(Math.max(0, width - word.length()))).append(' ');
  }

  /** Whether a line belongs to the event above it. */
  public static boolean continues(String line) {
    return line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == '\t';
  }

  /**
   * When the event of a line was.
   *
   * @param line its first line
   * @return empty when it begins with no time
   */
  public static Optional<Instant> time(String line) {
    // Looked at before it is parsed: a line of something else must not cost an exception.
    if (line.length() < TIME_LENGTH || line.charAt(TIME_LENGTH - 1) != 'Z') {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(line.substring(0, TIME_LENGTH)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads an event.
   *
   * @param lines its lines, without their ends; at least one
   * @return empty when the first is no event's
   */
  public static Optional<LoggedEvent> parse(List<String> lines) {
    String head = lines.getFirst();
    Optional<Instant> time = time(head);
    if (time.isEmpty()) {
      return Optional.empty();
    }
    String[] words = head.substring(TIME_LENGTH).stripLeading().split(" +", 3);
    if (words.length < 2) {
      return Optional.empty();
    }
    String text = words.length < 3 ? "" : words[2];
    Map<String, String> fields = new LinkedHashMap<>();
    int end = LogFields.read(text, fields);
    return Optional.of(
        new LoggedEvent(
            time.get(), words[0], words[1], text.substring(0, end), fields, List.copyOf(lines)));
  }
}
