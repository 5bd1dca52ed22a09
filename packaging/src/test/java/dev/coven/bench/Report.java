package dev.coven.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gathers figures; prints them as a table for people or as JSON for scripts. */
final class Report {
  private static final String ROW = "%-34s %12s %-6s %12s  %-6s  %s%n";

  private record Line(String benchmark, Figure figure) {
    String command() {
      return "packaging/bench/run " + benchmark;
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private String benchmark;

  void begin(String name) {
    benchmark = name;
  }

  void add(Figure figure) {
    lines.add(new Line(benchmark, figure));
  }

  void printTable(PrintStream out) {
    String shown = "";
    for (Line line : lines) {
      if (!line.benchmark().equals(shown)) {
        shown = line.benchmark();
        out.printf("%n$ %s%n", line.command());
        out.printf(ROW, "figure", "value", "", "goal", "", "how");
      }
      Figure figure = line.figure();
      out.printf(
          ROW,
          figure.name(),
          number(figure.value()),
          figure.unit(),
          figure.hasGoal() ? (figure.atLeast() ? ">= " : "< ") + number(figure.goal()) : "",
          figure.hasGoal() ? (figure.isMet() ? "met" : "MISSED") : "",
          figure.note());
    }
  }

  void printJson(PrintStream out) {
    JsonArray all = new JsonArray();
    for (Line line : lines) {
      Figure figure = line.figure();
      JsonObject json = new JsonObject();
      json.addProperty("figure", figure.name());
      json.addProperty("value", figure.value());
      json.addProperty("unit", figure.unit());
      if (figure.hasGoal()) {
        json.addProperty(figure.atLeast() ? "atLeast" : "below", figure.goal());
        json.addProperty("met", figure.isMet());
      }
      json.addProperty("note", figure.note());
      json.addProperty("command", line.command());
      all.add(json);
    }
    out.println(all);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
  }
}
