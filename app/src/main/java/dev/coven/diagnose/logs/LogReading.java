package dev.coven.diagnose.logs;

import dev.coven.home.LogFiles;
import dev.coven.privacy.LoggedEvent;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Reads the log once from its begin, or from the last events on, and then what is written to it. It
 * holds one event in memory, however large the log is. For one thread.
 */
public final class LogReading implements Closeable {
  private final LogFiles files;
  private final LogQuery query;
  private final Consumer<LoggedEvent> out;
  private Object behind;
  private OpenLog current;
  private EventReader reader;

  /**
   * A reading that has not begun.
   *
   * @param files the log's files
   * @param query which events are wanted
   * @param out gets them, in the order in which they were written
   */
  public LogReading(LogFiles files, LogQuery query, Consumer<LoggedEvent> out) {
    this.files = files;
    this.query = query;
    this.out = out;
  }

  /**
   * Reads what there is.
   *
   * @param last how many events at most, the last ones; empty for all
   * @throws IOException when a file cannot be read
   */
  public void begin(OptionalInt last) throws IOException {
    try (OpenLogs logs = OpenLogs.open(files, query.since(), null)) {
      read(
          logs,
          last.isPresent()
              ? LogStart.ofLast(logs.inOrder(), query, last.getAsInt())
              : LogStart.BEGIN);
    }
    if (current != null) {
      drain(false);
    }
  }

  /**
   * Reads what was written since, in whatever files it is. An event is given when another follows
   * it, or when nothing came behind it between two calls.
   *
   * @return whether anything new was there
   * @throws IOException when a file cannot be read
   */
  public boolean more() throws IOException {
    boolean any = current != null && drain(false);
    Optional<Object> now = OpenLog.key(files.current());
    if (current != null && now.equals(Optional.of(current.key()))) {
      if (current.channel().size() < reader.position()) {
        // Somebody cut it.
        reader = new EventReader(current.channel(), 0);
      } else if (!any) {
        drain(true);
      }
      return any;
    }
    if (current == null && now.isEmpty()) {
      return false;
    }
    goOn();
    return true;
  }

  /** The file was put away, or there was none: goes on with those behind it. */
  private void goOn() throws IOException {
    Optional<Instant> since = behind == null ? query.since() : Optional.empty();
    try (OpenLogs logs = OpenLogs.open(files, since, behind)) {
      if (current != null) {
        drain(true);
        current.close();
        current = null;
      }
      read(logs, LogStart.BEGIN);
    }
  }

  private void read(OpenLogs logs, LogStart start) throws IOException {
    Optional<OpenLog> written = logs.takeCurrent();
    List<OpenLog> putAway = logs.inOrder();
    for (int i = start.file(); i < putAway.size(); i++) {
      reader = new EventReader(putAway.get(i).channel(), start.positionIn(i));
      drain(true);
      behind = putAway.get(i).key();
    }
    if (written.isPresent()) {
      current = written.get();
      behind = current.key();
      reader = new EventReader(current.channel(), start.positionIn(putAway.size()));
    }
  }

  private boolean drain(boolean ended) throws IOException {
    boolean any = false;
    for (List<String> lines = reader.next(ended); lines != null; lines = reader.next(ended)) {
      any = true;
      query.pick(lines).ifPresent(out);
    }
    return any;
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
    }
  }
}
