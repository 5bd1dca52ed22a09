package dev.coven.daemon;

import dev.coven.home.LogFiles;
import dev.coven.privacy.LogForm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.Writer;

/**
 * Writes the log to files that roll, without secrets. Public because tinylog makes it, by its name.
 */
public final class LogFileWriter implements Writer {
  /** The property that names the directory of the log's files. */
  static final String DIRECTORY = "directory";

  private final RollingFile file;

  /**
   * A writer.
   *
   * @param properties {@code directory}, and what tinylog gives every writer
   * @throws IOException when the file cannot be opened
   */
  public LogFileWriter(Map<String, String> properties) throws IOException {
    file =
        new RollingFile(new LogFiles(Path.of(properties.get(DIRECTORY))), InstantSource.system());
  }

  @Override
  public Collection<LogEntryValue> getRequiredLogEntryValues() {
    return EnumSet.of(
        LogEntryValue.DATE,
        LogEntryValue.LEVEL,
        LogEntryValue.TAG,
        LogEntryValue.MESSAGE,
        LogEntryValue.EXCEPTION);
  }

  @Override
  public void write(LogEntry entry) throws IOException {
    file.append(
        LogForm.entry(
            entry.getTimestamp().toInstant(),
            entry.getLevel().name(),
            RedactedEntry.component(entry),
            RedactedEntry.text(entry)));
  }

  @Override
  public void flush() {
    // Nothing waits in this process.
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
