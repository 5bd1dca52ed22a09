package dev.coven.session;

import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The control group that systemd made for one session: nothing that a harness starts leaves it,
 * whatever it does to its environment, its session and its parents.
 *
 * @param directory of the control group
 */
record SessionScope(Path directory) {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final String MEMBERS = "cgroup.procs";
  private static final TaggedLogger LOG = Logger.tag("session");

  /**
   * The scope of a harness that runs.
   *
   * @param pid the harness
   * @return empty when it is in no scope of its own: then others may be in the same group
   */
  static Optional<SessionScope> of(long pid) {
    // As the keeper names them, see SystemdKeeper.
    Pattern own = Pattern.compile("(\\d+):([^:]*):(/.*-session-\\d+-" + pid + "\\.scope)");
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup"));
    } catch (IOException goneOrNoProc) {
      return Optional.empty();
    }
    return lines.stream()
        .map(own::matcher)
        .filter(line -> line.matches())
        .flatMap(line -> directories(line.group(2), line.group(3)))
        .filter(directory -> Files.exists(directory.resolve(MEMBERS)))
        .findFirst()
        .map(SessionScope::new);
  }

  /** Where a group may lie: with one hierarchy, or with systemd's own beside those of others. */
  private static Stream<Path> directories(String controllers, String path) {
    String below = path.substring(1);
    return switch (controllers) {
      case "" -> Stream.of(GROUPS.resolve(below), GROUPS.resolve("unified").resolve(below));
      case "name=systemd" -> Stream.of(GROUPS.resolve("systemd").resolve(below));
      default -> Stream.empty();
    };
  }

  /** The processes in it; none once it is gone. */
  Set<Long> members() {
    Set<Long> members = new HashSet<>();
    if (!Files.isDirectory(directory)) {
      return members;
    }
    try (Stream<Path> groups = Files.walk(directory)) {
      for (Path file : groups.filter(path -> path.endsWith(MEMBERS)).toList()) {
        Files.readAllLines(file).forEach(pid -> members.add(Long.valueOf(pid)));
      }
    } catch (IOException | UncheckedIOException e) {
      // It goes with its last process, which may be between two looks.
      LOG.debug(LogLine.of("scope went meanwhile").with("path", directory).with("cause", e));
    }
    return members;
  }
}
