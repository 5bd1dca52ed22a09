package dev.coven.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is kept of daemons that did not end cleanly: {@code evidence/crash-TIME}, a directory for
 * each, named by when the next daemon noticed. Others keep other things beside them.
 *
 * @param evidence where they lie
 */
public record Crashes(Path evidence) {
  /** The file that says which daemon noticed, as {@link LockHolder} has it. */
  public static final String NOTICED_BY = "noticed-by.json";

  private static final String PREFIX = "crash-";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Matches what {@link #STAMP} writes. */
  private static final String SHAPE = PREFIX + "\\d{8}T\\d{6}\\.\\d{3}Z";

  /** The crashes of one home's daemons. */
  public static Crashes of(CovenHome home) {
    return new Crashes(home.evidence());
  }

  /**
   * What is kept.
   *
   * @return directories, oldest first; empty when there are none
   * @throws IOException when it cannot be read
   */
  public List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(evidence)) {
      return files
          .filter(file -> file.getFileName().toString().matches(SHAPE))
          .filter(file -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
  }

  /**
   * What was kept last.
   *
   * @return empty also when it cannot be read: it only explains
   */
  public Optional<Path> newest() {
    try {
      List<Path> kept = kept();
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** The directory for a crash that is noticed now. */
  public Path at(Instant now) {
    return evidence.resolve(PREFIX + STAMP.format(now));
  }

  /**
   * Who noticed a crash.
   *
   * @return the daemon's pid, or empty when it is not written there
   */
  public static Optional<Long> noticedBy(Path directory) {
    try {
      return LockHolder.parse(Files.readString(directory.resolve(NOTICED_BY)))
          .map(holder -> holder.process().pid());
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** When a crash was noticed, by its directory. */
  public static Instant noticed(Path directory) {
    return Instant.from(STAMP.parse(directory.getFileName().toString().substring(PREFIX.length())));
  }
}
