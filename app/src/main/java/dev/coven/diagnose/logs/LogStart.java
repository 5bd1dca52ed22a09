package dev.coven.diagnose.logs;

import java.io.IOException;
import java.util.List;

/**
 * Where to begin to read.
 *
 * @param file which one of the open files
 * @param position the first byte in it
 */
record LogStart(int file, long position) {
  static final LogStart BEGIN = new LogStart(0, 0);

  /**
   * The place from which so many wanted events follow.
   *
   * @param logs the files, the oldest first
   * @param query what is wanted
   * @param last how many, at least one
   */
  static LogStart ofLast(List<OpenLog> logs, LogQuery query, int last) throws IOException {
    int missing = last;
    // Backwards: most often the last file has enough of them.
    for (int i = logs.size() - 1; i >= 0; i--) {
      long[] positions = new long[missing];
      long found = 0;
      EventReader reader = new EventReader(logs.get(i).channel(), 0);
      for (List<String> lines = reader.next(true); lines != null; lines = reader.next(true)) {
        if (query.isAll() || query.pick(lines).isPresent()) {
          positions[(int) (found % missing)] = reader.at();
          found++;
        }
      }
      if (found >= missing) {
        return new LogStart(i, positions[(int) (found % missing)]);
      }
      missing -= (int) found;
    }
    return BEGIN;
  }

  /** Where to begin in a file that is this one or a later one. */
  long positionIn(int index) {
    return index == file ? position : 0;
  }
}
