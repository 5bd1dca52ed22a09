package dev.coven.supervise;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Json;
import dev.coven.privacy.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the journal holds of a service (journalctl(1)). It explains a failure; where there is no
 * journal, or this user may not read it, it is empty.
 */
public final class Journal {
  /** A journal of gigabytes is searched backwards; what is not found by then explains nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A status, which promises an answer in seconds, asks this; it is one indexed entry. */
  private static final Duration BRIEF = Duration.ofSeconds(1);

  /** systemd's own mark of "Main process exited": SD_MESSAGE_UNIT_PROCESS_EXIT. */
  private static final String PROCESS_EXIT = "MESSAGE_ID=98e322203f7a4ed290d09fe03c09fe15";

  private static final int MAX_LINE = 500;

  private final CommandRunner commands;
  private final String unit;

  /**
   * The journal of one service.
   *
   * @param commands runs journalctl
   * @param unit the service's name without a suffix, which is also its {@code SyslogIdentifier}
   */
  public Journal(CommandRunner commands, String unit) {
    this.commands = commands;
    this.unit = unit;
  }

  /**
   * An end of the service's process that counts as a failure.
   *
   * @param words how it ended
   * @param at when
   */
  public record Failure(String words, Instant at) {}

  /**
   * The last lines that the service wrote to standard output or error.
   *
   * @param lines at most how many
   * @return oldest first, each safe to print; empty when there are none to be had
   */
  public List<String> last(int lines) throws InterruptedException {
    return read(lines, List.of());
  }

  /**
   * As {@link #last}, but nothing older.
   *
   * @param since the time from which lines count
   * @param lines at most how many
   */
  public List<String> since(Instant since, int lines) throws InterruptedException {
    String seconds = "%d.%06d".formatted(since.getEpochSecond(), since.getNano() / 1000);
    return read(lines, List.of("--since=@" + seconds));
  }

  /**
   * How the service's process failed last. systemd itself forgets that with the next start, and
   * writes down no exit that it takes for a success.
   *
   * @return the failure, or empty when the journal has none
   */
  public Optional<Failure> lastFailure() throws InterruptedException {
    String entry =
        ask(
            BRIEF,
            "-o",
            "json",
            "--output-fields=EXIT_CODE,EXIT_STATUS",
            "-n",
            "1",
            "USER_UNIT=" + unit + ".service",
            PROCESS_EXIT);
    try {
      return entry.isBlank() ? Optional.empty() : failure(Json.parseObject(entry.strip()));
    } catch (JsonParseException | NumberFormatException e) {
      // Not what systemd.journal-fields(7) says: then it explains nothing.
      return Optional.empty();
    }
  }

  private static Optional<Failure> failure(JsonObject entry) {
    Optional<String> status = Json.text(entry, "EXIT_STATUS");
    Optional<String> time = Json.text(entry, "__REALTIME_TIMESTAMP");
    if (status.isEmpty() || time.isEmpty()) {
      return Optional.empty();
    }
    int value = Integer.parseInt(status.get());
    SystemdExit exit =
        switch (Json.text(entry, "EXIT_CODE").orElse("")) {
          case "exited" -> SystemdExit.exited(value);
          case "killed" -> SystemdExit.killed(value, false);
          case "dumped" -> SystemdExit.killed(value, true);
          default -> new SystemdExit("it ended with " + value, OptionalInt.empty());
        };
    Duration sinceEpoch = Duration.ofNanos(Math.multiplyExact(Long.parseLong(time.get()), 1000L));
    return Optional.of(new Failure(exit.words(), Instant.EPOCH.plus(sinceEpoch)));
  }

  private List<String> read(int lines, List<String> range) throws InterruptedException {
    List<String> words = new ArrayList<>(List.of("-o", "cat", "-n", Integer.toString(lines)));
    words.addAll(range);
    // Not -u: of processes that end at once, it misses a tenth of the lines.
    words.addAll(List.of("-t", unit));
    List<String> all =
        ask(PATIENCE, words.toArray(String[]::new))
            .lines()
            .filter(line -> !line.isBlank())
            .map(Journal::bounded)
            .toList();
    return all.subList(Math.max(0, all.size() - lines), all.size());
  }

  private static String bounded(String line) {
    return Printable.line(line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…");
  }

  /** Asks the user's journal; an empty text when it has nothing, or cannot be asked. */
  private String ask(Duration patience, String... words) throws InterruptedException {
    List<String> argv = new ArrayList<>(List.of("journalctl", "--user", "--quiet", "--no-pager"));
    argv.addAll(Arrays.asList(words));
    try {
      CommandResult result = commands.run(argv, patience);
      return result.succeeded() ? result.out() : "";
    } catch (CommandException e) {
      // No journalctl, or no answer in time. Whoever asks is about to report a failure already;
      // that nothing explains it is no second one.
      return "";
    }
  }
}
