package dev.coven.cli;

import dev.coven.privacy.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven daemon status}; the exit code tells the state. */
@Command(name = "status", description = "Shows how the daemon does, within 3 seconds.")
final class StatusCommand extends Verb {
  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  StatusCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    StatusReport report = new StatusSurvey(io.home()).take();
    if (json) {
      io.out().println(JsonText.of(report.toJson()));
    } else {
      print(report);
    }
    return report.state().exitCode();
  }

  private void print(StatusReport report) {
    Palette palette = io.palette();
    String phrase = report.state().phrase();
    String word =
        switch (report.state()) {
          case RUNNING -> palette.good(phrase);
          case DEGRADED, STARTING, INCOMPATIBLE -> palette.pending(phrase);
          case NOT_ANSWERING, FOREIGN, LEFTOVERS -> palette.bad(phrase);
          case NOT_RUNNING -> phrase;
        };
    String process = report.pid().isPresent() ? "pid " + report.pid().getAsLong() : "";
    if (report.health() != null) {
      process +=
          ", version "
              + Printable.line(report.health().covenVersion())
              + ", for "
              + Spans.of(report.health().uptime());
    }
    io.out().println("Coven is " + word + (process.isEmpty() ? "." : " (" + process + ")."));
    if (report.liveSessions().isPresent()) {
      field("sessions", report.liveSessions().getAsLong() + " live");
    }
    field("home", Printable.line(report.home().directory().toString()));
    if (report.state() != StatusReport.State.NOT_RUNNING) {
      field("log", Printable.line(report.home().log().toString()));
    }
    report.notes().forEach(note -> field("note", note));
    String next = next(report.state());
    if (next != null) {
      field("next", next);
    }
  }

  private void field(String name, String value) {
    io.out().println("  " + name + " ".repeat(10 - name.length()) + value);
  }

  private static String next(StatusReport.State state) {
    return switch (state) {
      case RUNNING -> "coven sessions";
      case NOT_RUNNING, LEFTOVERS -> "coven daemon start";
      case STARTING -> "coven daemon status";
      case NOT_ANSWERING, DEGRADED -> "coven daemon restart";
      case INCOMPATIBLE, FOREIGN -> null;
    };
  }
}
