package dev.coven.daemon;

import dev.coven.privacy.Printable;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import org.tinylog.Level;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/**
 * Writes the log to stderr for systemd's journal, without secrets: each line begins with its syslog
 * level in angle brackets, as sd-daemon(3) has it. Neither time nor level follow, since the journal
 * has both. Public because tinylog makes it, by its name.
 */
public final class JournalWriter implements Writer {
  static final String ERROR = "<3>";
  static final String WARNING = "<4>";
  static final String INFO = "<6>";
  static final String DEBUG = "<7>";

  /**
   * A writer.
   *
   * @param properties what tinylog gives every writer
   */
  public JournalWriter(Map<String, String> properties) {
    // It writes to one place, in one form.
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    return EnumSet.of(
        LogEntryValue.LEVEL, LogEntryValue.TAG, LogEntryValue.MESSAGE, LogEntryValue.EXCEPTION);
  }

  @Override
  public void write(LogEntry entry) {
    String text = RedactedEntry.component(entry) + ": " + RedactedEntry.text(entry);
    System.err.print(prefixed(level(entry.getLevel()), Printable.lines(text)));
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
