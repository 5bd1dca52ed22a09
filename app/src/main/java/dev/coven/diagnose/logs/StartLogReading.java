package dev.coven.diagnose.logs;

import dev.coven.privacy.LogForm;
import dev.coven.privacy.LoggedEvent;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a daemon printed outside of its log: before that was open, or dying. The file has no times;
 * all of it counts as said when it was last written to.
 */
public final class StartLogReading {
  /** A daemon that fails says a few lines, and what an earlier one said is history. */
  private static final int MOST_BYTES = 16 * 1024;

  /** As {@code coven} begins what it says on stderr. */
  private static final String NAME = "coven: ";

  /** What is printed beside the log is printed right after it was logged. */
  private static final int HEARD = 100;

  private final Path file;
  private final Deque<String> heard = new ArrayDeque<>();
  private Instant changed = Instant.EPOCH;
  private Set<String> lines = Set.of();
  private long readTo;

  /**
   * A reading that has not begun.
   *
   * @param file the start log
   */
  public StartLogReading(Path file) {
    this.file = file;
  }

  /**
   * Reads what was printed since it looked last; the end of it, if that is much.
   *
   * @throws IOException when the file is there and cannot be read
   */
  public void look() throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < readTo) {
        readTo = 0; // It was cut, as the next start does with one that has grown.
      }
      long from = Math.max(readTo, in.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) (in.length() - from)];
      in.seek(from);
      in.readFully(bytes);
      if (bytes.length > 0) {
        changed = Files.getLastModifiedTime(file).toInstant();
        lines = new LinkedHashSet<>(lines);
        new String(bytes, StandardCharsets.UTF_8)
            .lines()
            .skip(from > readTo ? 1 : 0)
            // A dying JVM frames what it says with lines of nothing but this.
            .filter(line -> !line.isBlank() && !line.strip().equals("#"))
            .forEach(lines::add);
      }
      readTo = from + bytes.length;
    } catch (FileNotFoundException e) {
      if (Files.exists(file)) {
        throw e;
      }
    }
  }

  /** Notes an event of the log: what is printed as well need not be told twice. */
  public void heard(LoggedEvent event) {
    if (LogLevel.of(event.level()).orElse(LogLevel.ERROR).compareTo(LogLevel.WARN) >= 0) {
      heard.add(NAME + event.message());
      if (heard.size() > HEARD) {
        heard.remove();
      }
    }
  }

  /** As {@link #take}, if it was printed before an event of the log. */
  public Optional<LoggedEvent> takeBefore(LoggedEvent event) {
    return !lines.isEmpty() && changed.isBefore(event.time()) ? take() : Optional.empty();
  }

  /**
   * What was read and is told here alone.
   *
   * @return an event of the component {@code start}, or empty when there is nothing
   */
  public Optional<LoggedEvent> take() {
    List<String> told = lines.stream().filter(line -> !heard.contains(line)).toList();
    lines = Set.of();
    if (told.isEmpty()) {
      return Optional.empty();
    }
    String level = LogLevel.ERROR.name();
    String entry = LogForm.entry(changed, level, "start", String.join("\n", told));
    return Optional.of(
        new LoggedEvent(
            changed, level, "start", told.getFirst(), Map.of(), entry.lines().toList()));
  }
}
