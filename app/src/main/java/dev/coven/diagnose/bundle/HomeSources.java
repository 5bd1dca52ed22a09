package dev.coven.diagnose.bundle;

import dev.coven.home.CovenHome;
import dev.coven.home.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in the home: logs, the daemon's records, and what was kept of crashes. */
final class HomeSources {
  /** Of each log file, in bytes. */
  private static final int LOG_BYTES = 2 * 1024 * 1024;

  private static final int RECORD_BYTES = 64 * 1024;
  private static final int ROLLED = 2;

  /** How deep evidence lies, and how many files of it are worth taking. */
  private static final int DEPTH = 3;

  private static final int EVIDENCE_FILES = 40;

  /** The length of the time that a line of the log begins with; lines sort by it. */
  private static final int TIME = 24;

  private final CovenHome home;
  private final Optional<Instant> since;

  HomeSources(CovenHome home, Optional<Instant> since) {
    this.home = home;
    this.since = since;
  }

  List<Source> all() {
    List<Source> all = new ArrayList<>();
    all.add(
        Source.of(
            "home/files.txt",
            "names, modes and sizes in the home",
            () -> Source.Text.plain(listing())));
    all.add(record("daemon.json", home.daemonFile()));
    all.add(record("daemon.lock", home.lock()));
    all.add(log("log/coven.log", home.log()));
    for (Path rolled : rolled()) {
      all.add(log("log/" + rolled.getFileName(), rolled));
    }
    all.add(log("log/daemon.out", home.startLog()));
    for (Path file : evidence()) {
      String name = "evidence/" + home.evidence().relativize(file);
      all.add(
          Source.of(
              name,
              "kept when the daemon or the ledger was in trouble",
              () -> FileTail.read(file, RECORD_BYTES)));
    }
    return all;
  }

  private static Source record(String name, Path file) {
    return Source.of(
        "home/" + name, "who lives in the home", () -> FileTail.read(file, RECORD_BYTES));
  }

  private Source log(String name, Path file) {
    return Source.of(name, "the daemon's log, without what sessions printed", () -> log(file));
  }

  private Source.Text log(Path file) throws IOException {
    Source.Text tail = FileTail.read(file, LOG_BYTES);
    if (since.isEmpty()) {
      return tail;
    }
    String first = since.get().toString();
    StringBuilder text = new StringBuilder();
    boolean wanted = false;
    for (String line : tail.content().lines().toList()) {
      if (line.length() >= TIME && !line.startsWith(" ")) {
        wanted = line.substring(0, TIME).compareTo(first) >= 0;
      }
      if (wanted) {
        text.append(line).append('\n');
      }
    }
    return new Source.Text(text.toString(), false, true);
  }

  private List<Path> rolled() {
    try {
      List<Path> all =
          new LogFiles(home.logs())
              .rolled().stream()
                  .filter(file -> since.isEmpty() || LogFiles.stamp(file).isAfter(since.get()))
                  .toList();
      return all.subList(Math.max(0, all.size() - ROLLED), all.size());
    } catch (IOException unreadable) {
      // The listing of the home tells what is there, and why it cannot be read.
      return List.of();
    }
  }

  /** Texts alone: copies of ledgers hold what sessions printed. */
  private List<Path> evidence() {
    if (!Files.isDirectory(home.evidence(), LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(home.evidence(), DEPTH)) {
      return files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.getFileName().toString().contains("sqlite3"))
          .sorted()
          .limit(EVIDENCE_FILES)
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private String listing() throws IOException {
    try (Stream<Path> files = Files.walk(home.directory(), 2)) {
      return files.sorted().map(this::line).collect(Collectors.joining("\n", "", "\n"));
    }
  }

  private String line(Path file) {
    String name = home.directory().relativize(file).toString();
    try {
      BasicFileAttributes is =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return PosixFilePermissions.toString(
              Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
          + " uid="
          + Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
          + " "
          + is.size()
          + " "
          + is.lastModifiedTime()
          + " "
          + (name.isEmpty() ? "." : name)
          + (is.isSymbolicLink() ? " (a link)" : "");
    } catch (IOException gone) {
      return name + " (" + gone.getMessage() + ")";
    }
  }
}
