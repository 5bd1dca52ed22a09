package dev.coven.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Three fields of {@code /proc/PID/stat}, see proc(5).
 *
 * @param state one letter
 * @param parent its parent's number
 * @param session its session's number
 */
record ProcStat(char state, long parent, long session) {
  private static final Path PROC = Path.of("/proc");

  /** The name in parentheses may hold anything; the state, which is field 3, follows it. */
  private static final int FIRST_FIELD = 3;

  private static final int PARENT_FIELD = 4;
  private static final int SESSION_FIELD = 6;

  /** Whether the system has proc(5) at all. */
  static boolean isKnown() {
    return Files.isDirectory(PROC.resolve("self"));
  }

  /** That of a process; null when it is gone, or there is no proc(5). */
  static ProcStat of(long pid) {
    return read(PROC.resolve(Long.toString(pid)));
  }

  /** Those of all processes, by their numbers. */
  static Map<Long, ProcStat> all() {
    Map<Long, ProcStat> found = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        ProcStat stat = read(process);
        if (stat != null) {
          found.put(Long.valueOf(process.getFileName().toString()), stat);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("/proc cannot be listed", e);
    }
    return found;
  }

  private static ProcStat read(Path process) {
    String text;
    try {
      text = new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
    } catch (IOException goneOrNoProc) {
      return null;
    }
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return new ProcStat(
        fields[0].charAt(0),
        Long.parseLong(fields[PARENT_FIELD - FIRST_FIELD]),
        Long.parseLong(fields[SESSION_FIELD - FIRST_FIELD]));
  }

  /** Z has ended, and its parent has not looked yet; X is just being looked at. */
  boolean lives() {
    return state != 'Z' && state != 'X';
  }
}
