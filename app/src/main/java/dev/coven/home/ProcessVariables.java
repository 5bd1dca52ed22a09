package dev.coven.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The environment that processes of this user were started with. On Linux alone: elsewhere it
 * cannot be seen, and every process has none.
 */
public final class ProcessVariables {
  private static final Path PROC = Path.of("/proc");

  private ProcessVariables() {}

  /**
   * One variable of one process.
   *
   * @param pid its number
   * @param name the variable
   * @return its value; empty when it has none, or the process is gone or another user's
   */
  public static Optional<String> of(long pid, String name) {
    return value(PROC.resolve(Long.toString(pid)), name);
  }

  /**
   * The processes that were started with a variable.
   *
   * @param name the variable
   * @return their numbers, each with the variable's value
   * @throws IOException when the processes cannot be listed
   */
  public static Map<Long, String> having(String name) throws IOException {
    Map<Long, String> found = new TreeMap<>();
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return found;
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        value(process, name).ifPresent(value -> found.put(pid, value));
      }
    }
    return found;
  }

  private static Optional<String> value(Path process, String name) {
    String variables;
    try {
      variables =
          "\0" + new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
    } catch (IOException goneOrForeign) {
      // Another user's process is none of ours, and one that has ended is nobody's.
      return Optional.empty();
    }
    String mark = "\0" + name + "=";
    int at = variables.indexOf(mark);
    if (at < 0) {
      return Optional.empty();
    }
    int begin = at + mark.length();
    int end = variables.indexOf('\0', begin);
    return Optional.of(variables.substring(begin, end < 0 ? variables.length() : end));
  }
}
