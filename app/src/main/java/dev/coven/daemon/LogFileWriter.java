package dev.coven.daemon;

import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.RollingFileWriter;
import org.tinylog.writers.Writer;

/**
 * Writes the log to files that roll, without secrets. Public because tinylog makes it, by its name.
 */
public final class LogFileWriter implements Writer {
  private final Writer files;

  /**
   * A writer.
   *
   * @param properties what {@link RollingFileWriter} wants
   * @throws IOException when the file cannot be opened
   */
  public LogFileWriter(Map<String, String> properties) throws IOException {
    files = new RollingFileWriter(properties);
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    Collection<LogEntryValue> values = EnumSet.of(LogEntryValue.MESSAGE, LogEntryValue.EXCEPTION);
    values.addAll(files.getRequiredLogEntryValues());
    return values;
  }

  @Override
  public void write(LogEntry entry) throws Exception {
    files.write(RedactedEntry.of(entry));
  }

  @Override
  public void flush() throws Exception {
    files.flush();
  }

  @Override
  public void close() throws Exception {
    files.close();
  }
}
