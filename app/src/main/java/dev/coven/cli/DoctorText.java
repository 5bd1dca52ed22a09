package dev.coven.cli;

import dev.coven.diagnose.CheckResult;
import dev.coven.diagnose.CheckStatus;
import dev.coven.diagnose.DoctorReport;
import dev.coven.supervise.InstanceName;
import java.io.PrintStream;
import java.util.Iterator;

/** A doctor's report for people: each result on a line, and below it what mends it. */
final class DoctorText {
  private static final int ID_WIDTH = 24;
  private static final String INDENT = " ".repeat(6 + ID_WIDTH);

  private final PrintStream out;
  private final Palette palette;
  private final InstanceName instance;

  DoctorText(PrintStream out, Palette palette, InstanceName instance) {
    this.out = out;
    this.palette = palette;
    this.instance = instance;
  }

  void print(DoctorReport report) {
    report.results().forEach(this::print);
    long failures = report.count(CheckStatus.FAIL);
    long warnings = report.count(CheckStatus.WARN);
    out.println();
    out.println(
        failures + warnings == 0
            ? "All is well."
            : count(failures, "failure") + ", " + count(warnings, "warning") + ".");
  }

  private void print(CheckResult result) {
    Iterator<String> lines = result.message().lines().iterator();
    out.println(
        word(result.status()) + padded(result.id()) + (lines.hasNext() ? lines.next() : ""));
    lines.forEachRemaining(line -> out.println(INDENT + line));
    result.hint().ifPresent(hint -> out.println(INDENT + "→ " + instance.addressed(hint)));
  }

  private String word(CheckStatus status) {
    return switch (status) {
      case PASS -> palette.good("ok") + "    ";
      case WARN -> palette.pending("warn") + "  ";
      case FAIL -> palette.bad("FAIL") + "  ";
    };
  }

  private static String padded(String id) {
    return id + " ".repeat(Math.max(1, ID_WIDTH - id.length()));
  }

  private static String count(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
