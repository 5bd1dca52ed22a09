package dev.coven.daemon;

import java.util.Collection;
import java.util.Map;
import org.tinylog.Level;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.AbstractFormatPatternWriter;

/**
 * Writes the log to stderr for systemd's journal, without secrets: each line begins with its syslog
 * level in angle brackets, as sd-daemon(3) has it. Public because tinylog makes it, by its name.
 */
public final class JournalWriter extends AbstractFormatPatternWriter {
  static final String ERROR = "<3>";
  static final String WARNING = "<4>";
  static final String INFO = "<6>";
  static final String DEBUG = "<7>";

  /**
   * A writer.
   *
   * @param properties {@code format} and what tinylog gives every writer
   */
  public JournalWriter(Map<String, String> properties) {
    super(properties);
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    Collection<LogEntryValue> values = super.getRequiredLogEntryValues();
    values.add(LogEntryValue.LEVEL);
    values.add(LogEntryValue.EXCEPTION);
    return values;
  }

  @Override
  public void write(LogEntry entry) {
    System.err.print(prefixed(level(entry.getLevel()), render(RedactedEntry.of(entry))));
  }

  /** Lines with a prefix each, since the journal takes every line for an entry of its own. */
  static String prefixed(String prefix, String text) {
    StringBuilder lines = new StringBuilder();
    text.lines().forEach(line -> lines.append(prefix).append(line).append('\n'));
    return lines.toString();
  }

  private static String level(Level level) {
    return switch (level) {
      case ERROR -> ERROR;
      case WARN -> WARNING;
      case INFO -> INFO;
      default -> DEBUG;
    };
  }

  @Override
  public void flush() {
    System.err.flush();
  }

  @Override
  public void close() {
    flush();
  }
}
