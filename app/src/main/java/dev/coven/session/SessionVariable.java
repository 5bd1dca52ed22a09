package dev.coven.session;

import dev.coven.home.EnvironmentFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The session's id in a process's environment: a harness passes it on to whatever it starts, also
 * to what has left its terminal's session and lost its parent. On Linux alone: elsewhere the
 * environment of a process cannot be seen.
 */
final class SessionVariable {
  private static final String MARK = "\0" + EnvironmentFile.SESSION_VARIABLE + "=";

  private SessionVariable() {}

  /**
   * The session of a process, as the environment says that it was started with.
   *
   * @param pid the process
   * @return the session's id; empty also when the process is gone, or another user's, which is none
   *     of ours
   */
  static Optional<String> of(long pid) {
    String variables;
    try {
      byte[] environ = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      variables = "\0" + new String(environ, StandardCharsets.ISO_8859_1);
    } catch (IOException goneOrForeign) {
      return Optional.empty();
    }
    int at = variables.indexOf(MARK);
    if (at < 0) {
      return Optional.empty();
    }
    int begin = at + MARK.length();
    int end = variables.indexOf('\0', begin);
    return Optional.of(variables.substring(begin, end < 0 ? variables.length() : end));
  }
}
