package dev.coven.diagnose.logs;

import dev.coven.home.LogFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The log's files, open, in the order in which they were written; none is missed, none is twice.
 */
final class OpenLogs implements Closeable {
  private final List<OpenLog> logs = new ArrayList<>();
  private boolean current;

  private OpenLogs() {}

  /**
   * Opens them.
   *
   * @param files their names
   * @param since files that were put away before this are left out
   * @param behind the file that those wanted follow, and {@code null} for all; when it is there no
   *     more, only the one that is written now follows it
   * @throws IOException when one cannot be opened
   */
  static OpenLogs open(LogFiles files, Optional<Instant> since, Object behind) throws IOException {
    OpenLogs open = new OpenLogs();
    try {
      open.fill(files, since, behind);
      return open;
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private void fill(LogFiles files, Optional<Instant> since, Object behind) throws IOException {
    // First: what is put away from now on is in the list as well, and known by its key.
    Optional<OpenLog> last = OpenLog.open(files.current());
    boolean wanted = behind == null;
    try {
      for (Path path : files.rolled()) {
        boolean older = since.isPresent() && LogFiles.stamp(path).isBefore(since.get());
        Optional<OpenLog> rolled = older ? Optional.empty() : OpenLog.open(path);
        if (rolled.isEmpty()) {
          continue;
        }
        Object key = rolled.get().key();
        boolean twice = last.isPresent() && last.get().key().equals(key);
        if (wanted && !twice) {
          logs.add(rolled.get());
        } else {
          rolled.get().close();
        }
        wanted |= key.equals(behind);
      }
    } finally {
      current = last.isPresent();
      last.ifPresent(logs::add);
    }
  }

  /** The files, the oldest first. */
  List<OpenLog> inOrder() {
    return logs;
  }

  /** The file that is written, no longer closed with the others; empty when there is none. */
  Optional<OpenLog> takeCurrent() {
    return current ? Optional.of(logs.removeLast()) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    for (OpenLog log : logs) {
      log.close();
    }
  }
}
