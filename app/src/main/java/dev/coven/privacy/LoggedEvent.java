package dev.coven.privacy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event that was read from the log.
 *
 * @param time when it was
 * @param level {@code ERROR}, {@code WARN}, {@code INFO} or {@code DEBUG}
 * @param component who said it
 * @param message the sentence, without its fields
 * @param fields key and value, in their order; null where the log has {@code -}
 * @param lines as it stands in the log, its first line and those that belong to it
 */
public record LoggedEvent(
    Instant time,
    String level,
    String component,
    String message,
    Map<String, String> fields,
    List<String> lines) {

  /** A field's value; empty when it has none, or is not there. */
  public Optional<String> field(String key) {
    return Optional.ofNullable(fields.get(key));
  }

  /** What stands below its first line, such as a stack trace, without the indentation. */
  public List<String> detail() {
    return lines.stream().skip(1).map(line -> line.replaceFirst("^ {1,4}", "")).toList();
  }
}
