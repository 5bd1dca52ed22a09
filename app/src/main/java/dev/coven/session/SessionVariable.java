package dev.coven.session;

import dev.coven.home.EnvironmentFile;
import dev.coven.home.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds a harness by the session's id in its environment, where its process was not recorded. */
final class SessionVariable {
  private static final Path PROC = Path.of("/proc");

  private SessionVariable() {}

  /**
   * The process that leads a session of its own and was started for this one. What it started
   * itself belongs to the same session, or descends from it. On Linux alone: elsewhere the
   * environment of a process cannot be seen.
   *
   * @param id the session's id
   * @return its process number, or empty when there is none
   * @throws IOException when the processes cannot be listed
   */
  static Optional<Long> leaderOf(String id) throws IOException {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return Optional.empty();
    }
    String wanted = EnvironmentFile.SESSION_VARIABLE + "=" + id;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (variables(process).contains(wanted) && ProcessIdentity.leadsItsSession(pid)) {
          return Optional.of(pid);
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> variables(Path process) {
    try {
      byte[] environment = Files.readAllBytes(process.resolve("environ"));
      return List.of(new String(environment, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException goneOrForeign) {
      // Another user's process is none of ours, and one that has ended needs no end.
      return List.of();
    }
  }
}
