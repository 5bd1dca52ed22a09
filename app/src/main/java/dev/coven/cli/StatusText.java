package dev.coven.cli;

import dev.coven.privacy.Printable;
import dev.coven.supervise.InstanceName;
import dev.coven.supervise.Linger;
import dev.coven.supervise.ServiceState;
import java.io.PrintStream;
import java.util.Locale;

/** A status for people: how it is, what matters about it, and what to type next. */
final class StatusText {
  private static final int NAME_WIDTH = 10;
  private static final String CLEAN = "exit code 0";

  private final PrintStream out;
  private final Palette palette;
  private final InstanceName instance;

  StatusText(PrintStream out, Palette palette, InstanceName instance) {
    this.out = out;
    this.palette = palette;
    this.instance = instance;
  }

  void print(StatusReport report) {
    String process = process(report);
    out.println(
        "Coven is "
            + word(report)
            + (process.isEmpty() ? "" : " (" + process + ")")
            + failures(report)
            + ".");
    if (report.liveSessions().isPresent()) {
      field("sessions", report.liveSessions().getAsLong() + " live");
    }
    report.service().state().filter(ServiceState::installed).ifPresent(s -> service(report, s));
    report.service().whyNone().ifPresent(why -> field("service", "none: " + why));
    field("home", Printable.line(report.home().directory().toString()));
    if (report.state() != StatusReport.State.NOT_RUNNING) {
      field("log", Printable.line(report.home().log().toString()));
    }
    report.notes().forEach(note -> field("note", note));
    String next = next(report);
    if (next != null) {
      field("next", instance.addressed(next));
    }
  }

  private String word(StatusReport report) {
    String phrase = report.state().phrase();
    return switch (report.state()) {
      case RUNNING -> palette.good(phrase);
      case DEGRADED, STARTING, INCOMPATIBLE -> palette.pending(phrase);
      case NOT_ANSWERING, FOREIGN, LEFTOVERS, PARKED, FAILED -> palette.bad(phrase);
      case NOT_RUNNING -> phrase;
    };
  }

  /** A start that goes on for ever is no start: what came of the ones before tells it. */
  private static String failures(StatusReport report) {
    ServiceState state = report.service().state().orElse(null);
    if (report.state() != StatusReport.State.STARTING
        || state == null
        || state.lastExit().isEmpty()) {
      return "";
    }
    // Before it is started again it has ended once more than it was.
    boolean ended = state.activity() == ServiceState.Activity.RESTARTING;
    long times = state.restarts() + (ended ? 1 : 0);
    if (times == 0) {
      return "";
    }
    return (state.lastExit().get().equals(CLEAN) ? "; it ended " : "; it failed ")
        + (times == 1 ? "once" : times + " times")
        + ", last: "
        + state.lastExit().get();
  }

  private static String process(StatusReport report) {
    String process = report.pid().isPresent() ? "pid " + report.pid().getAsLong() : "";
    if (report.health() == null) {
      return process;
    }
    return process
        + ", version "
        + Printable.line(report.health().covenVersion())
        + ", for "
        + Spans.of(report.health().uptime());
  }

  private void service(StatusReport report, ServiceState state) {
    StringBuilder text =
        new StringBuilder(report.service().supervisor().orElse("unknown"))
            .append(state.enabled() ? ", started at login" : ", not started at login");
    report
        .service()
        .linger()
        .filter(linger -> linger != Linger.State.UNKNOWN)
        .ifPresent(
            linger -> text.append(", linger ").append(linger.name().toLowerCase(Locale.ROOT)));
    if (state.restarts() > 0) {
      text.append(", ").append(state.restarts());
      text.append(state.restarts() == 1 ? " restart" : " restarts");
    }
    field("service", text.toString());
    // A clean end is what a stop leaves; only another one is worth a line.
    state
        .lastExit()
        .filter(exit -> !exit.equals(CLEAN))
        .ifPresent(exit -> field("last exit", exit));
  }

  private void field(String name, String value) {
    out.println("  " + name + " ".repeat(NAME_WIDTH - name.length()) + value);
  }

  private static String next(StatusReport report) {
    return switch (report.state()) {
      case RUNNING ->
          report.health().config().problem() == null ? "coven sessions" : "coven config check";
      case NOT_RUNNING, LEFTOVERS, FAILED, PARKED -> "coven daemon start";
      case STARTING -> "coven daemon status";
      // It goes on by itself when the cause is gone; a restart would end the sessions that it
      // holds.
      case DEGRADED -> "coven daemon status --watch";
      case NOT_ANSWERING -> "coven daemon restart";
      case INCOMPATIBLE, FOREIGN -> null;
    };
  }
}
