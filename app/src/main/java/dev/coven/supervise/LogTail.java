package dev.coven.supervise;

import dev.coven.privacy.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The end of a log, for the message of a start that failed. */
final class LogTail {
  private static final int MAX_BYTES = 4096;
  private static final int MAX_LINES = 10;

  private LogTail() {}

  /**
   * The last lines of a log, safe to print, each on a line of its own and indented.
   *
   * @param path the log
   * @param from the first byte that counts; 0 when the log has been cut since
   * @return the lines, or an empty text when there are none
   */
  static String since(Path path, long from) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long end = file.length();
      long begin = Math.max(from <= end ? from : 0, end - MAX_BYTES);
      byte[] bytes = new byte[Math.toIntExact(end - begin)];
      file.seek(begin);
      file.readFully(bytes);
      String[] lines = new String(bytes, StandardCharsets.UTF_8).strip().split("\\R");
      StringBuilder tail = new StringBuilder();
      for (int i = Math.max(0, lines.length - MAX_LINES); i < lines.length; i++) {
        if (!lines[i].isBlank()) {
          tail.append("\n  ").append(Printable.line(lines[i]));
        }
      }
      return tail.toString();
    } catch (FileNotFoundException none) {
      return "";
    } catch (IOException e) {
      return "\n  (" + path + " cannot be read: " + e.getMessage() + ")";
    }
  }

  /** How long a log is now, so that {@link #since} can tell what was added; 0 without one. */
  static long length(Path path) {
    return path.toFile().length();
  }
}
