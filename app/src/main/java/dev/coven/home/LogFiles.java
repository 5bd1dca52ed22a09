package dev.coven.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The names of the log's files: {@code coven.log}, which is written, and those that were written
 * before and bear in their names when they were put away, so that their names sort as they follow
 * each other.
 *
 * @param directory where they lie
 */
public record LogFiles(Path directory) {
  private static final String CURRENT = "coven.log";
  private static final String PREFIX = "coven.";
  private static final String SUFFIX = ".log";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Matches what {@link #STAMP} writes. */
  private static final String STAMP_SHAPE = "\\d{8}T\\d{6}\\.\\d{3}Z";

  /** The file that is written. */
  public Path current() {
    return directory.resolve(CURRENT);
  }

  /**
   * The files that were written before.
   *
   * @return oldest first; empty when there are none, or no directory
   * @throws IOException when the directory cannot be read
   */
  public List<Path> rolled() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(LogFiles::isRolled).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
  }

  private static boolean isRolled(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX)
        && name.endsWith(SUFFIX)
        && name.length() > CURRENT.length()
        && name.substring(PREFIX.length(), name.length() - SUFFIX.length()).matches(STAMP_SHAPE);
  }

  /**
   * The name for the current file when it is put away: behind all that were, though the clock went
   * back meanwhile.
   *
   * @param now the time
   * @return a path where nothing is
   * @throws IOException when the directory cannot be read
   */
  public Path nextRolled(Instant now) throws IOException {
    List<Path> earlier = rolled();
    Instant time = now;
    if (!earlier.isEmpty() && !follows(time, earlier.getLast())) {
      time = stamp(earlier.getLast()).plusMillis(1);
    }
    return rolledAt(time);
  }

  private boolean follows(Instant time, Path earlier) {
    return rolledAt(time).compareTo(earlier) > 0;
  }

  private Path rolledAt(Instant time) {
    return directory.resolve(PREFIX + STAMP.format(time) + SUFFIX);
  }

  /** When a file was put away, by its name; nothing in it is younger. */
  public static Instant stamp(Path rolled) {
    String name = rolled.getFileName().toString();
    return Instant.from(
        STAMP.parse(name.substring(PREFIX.length(), name.length() - SUFFIX.length())));
  }
}
