package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.privacy.LogForm;
import dev.coven.privacy.LoggedEvent;
import dev.coven.privacy.Printable;
import java.io.PrintStream;
import java.util.List;

/** Prints events of the log: as they stand there, or as JSON, a document each. */
final class LogsPrinter {
  private final PrintStream out;
  private final Palette palette;
  private final boolean json;

  /**
   * A printer.
   *
   * @param out where to
   * @param palette colours for the levels
   * @param json whether events are printed as JSON
   */
  LogsPrinter(PrintStream out, Palette palette, boolean json) {
    this.out = out;
    this.palette = palette;
    this.json = json;
  }

  void print(LoggedEvent event) {
    if (json) {
      out.println(JsonText.of(toJson(event)));
      return;
    }
    List<String> lines = event.lines();
    StringBuilder text = new StringBuilder(head(event.level(), Printable.line(lines.getFirst())));
    for (String line : lines.subList(1, lines.size())) {
      // A stack's tabs are its own; all else that a terminal acts on is shown.
      text.append('\n').append(Printable.lines(line));
    }
    out.println(text);
  }

  private String head(String level, String line) {
    int from = LogForm.TIME_LENGTH;
    if (!palette.enabled() || !line.startsWith(level, from + 1)) {
      return line;
    }
    int to = from + 1 + level.length();
    String word = line.substring(from + 1, to);
    String shown =
        switch (level) {
          case "ERROR" -> palette.bad(word);
          case "WARN" -> palette.pending(word);
          default -> word;
        };
    return palette.faint(line.substring(0, from)) + ' ' + shown + line.substring(to);
  }

  private static JsonObject toJson(LoggedEvent event) {
    JsonObject fields = new JsonObject();
    event.fields().forEach((key, value) -> fields.add(key, Json.nullable(value)));
    JsonArray detail = new JsonArray();
    event.detail().forEach(detail::add);
    JsonObject document = JsonText.document();
    document.add("time", Json.timestamp(event.time()));
    document.addProperty("level", event.level());
    document.addProperty("component", event.component());
    document.addProperty("message", event.message());
    document.add("fields", fields);
    document.add("detail", detail);
    return document;
  }
}
