package dev.coven.cli;

import dev.coven.diagnose.logs.LogQuery;
import dev.coven.diagnose.logs.LogReading;
import dev.coven.diagnose.logs.StartLogReading;
import dev.coven.home.CovenHome;
import dev.coven.home.LogFiles;
import dev.coven.privacy.LoggedEvent;
import dev.coven.privacy.Printable;
import dev.coven.supervise.Occupant;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven daemon logs}: reads the files, so that it needs no daemon. */
@Command(
    name = "logs",
    description = "Prints what the daemon has logged, the last 100 events unless asked otherwise.")
final class LogsCommand extends DaemonVerb {
  /** How often the file is looked at. Nobody reads faster, and it costs a system call or two. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private static final int USUAL_LINES = 100;

  /** More would take memory for their places alone. */
  private static final int MOST_LINES = 1_000_000;

  @Spec private CommandSpec spec;
  @Mixin private LogsFilter filter;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is logged from now on, also by the next daemon.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description =
          "The last N events; the last 100 without this and without --since, --session, --level"
              + " and --code.")
  private Integer lines;

  private LogQuery query;
  private boolean fromBegin;
  private StartLogReading start;
  private LogsPrinter printer;
  private boolean printed;

  LogsCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    query = filter.query(Instant.now(), ZoneId.systemDefault());
    OptionalInt last = last();
    fromBegin = last.isEmpty();
    CovenHome home = home();
    start = new StartLogReading(home.startLog());
    // What is printed in one go is written in one go: a log may be 400,000 lines.
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(io.bytes(), 64 * 1024), false, StandardCharsets.UTF_8);
    printer = new LogsPrinter(out, io.palette(), isJson());
    try (LogReading log = new LogReading(new LogFiles(home.logs()), query, this::show)) {
      start.look();
      log.begin(last);
      log.more();
      start.take().ifPresent(this::print);
      out.flush();
      tellWhatIsMissing(home);
      while (follow && !out.checkError()) {
        if (!log.more()) {
          start.look();
          start.take().ifPresent(this::print);
          Thread.sleep(LOOK_EVERY);
        }
        out.flush();
      }
    }
    return ExitCode.OK;
  }

  private void show(LoggedEvent event) {
    start
        .takeBefore(event)
        // Older than the first of the last so many: it is none of them.
        .filter(_ -> printed || fromBegin)
        .ifPresent(this::print);
    start.heard(event);
    print(event);
  }

  private void print(LoggedEvent event) {
    if (query.wants(event)) {
      printer.print(event);
      printed = true;
    }
  }

  /** Why there is nothing, or nothing new, to be seen. */
  private void tellWhatIsMissing(CovenHome home) throws IOException {
    String where = Printable.line(home.directory().toString());
    boolean none = !Files.exists(home.log()) && new LogFiles(home.logs()).rolled().isEmpty();
    if (none && !printed) {
      voice().say("There is no log yet: no daemon has run in " + where + ".", "coven daemon start");
      return;
    }
    if (!printed) {
      voice().say("Nothing in the log is what you ask for.", "coven daemon logs");
    }
    if (Occupant.find(home).isEmpty()) {
      voice()
          .say(
              "No daemon runs in " + where + " now; an earlier one wrote this.",
              "coven daemon status");
    }
  }

  private OptionalInt last() {
    if (lines == null) {
      return query.isAll() ? OptionalInt.of(USUAL_LINES) : OptionalInt.empty();
    }
    if (lines < 1 || lines > MOST_LINES) {
      throw new ParameterException(
          spec.commandLine(), "--lines takes a number from 1 to " + MOST_LINES + ".");
    }
    return OptionalInt.of(lines);
  }
}
