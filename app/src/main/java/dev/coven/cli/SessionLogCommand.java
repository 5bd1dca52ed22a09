package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.client.LogEntry;
import dev.coven.privacy.Printable;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coven sessions log}: what a session printed and was told, as text to read. */
@Command(name = "log", description = "Prints the log of a session.")
final class SessionLogCommand extends DaemonVerb {
  @Mixin private SessionChoice choice;

  @Option(
      names = "--follow",
      description = "Go on with what happens until the session ends; JSON is one document a line.")
  private boolean follow;

  SessionLogCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    choice.check();
    String id;
    List<LogEntry> entries;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      id = choice.find(client).id();
      entries = follow ? List.of() : client.log(id);
    }
    if (follow) {
      follow().events(id, 0, event -> followed(LogEntry.of(event)));
      return ExitCode.OK;
    }
    if (isJson()) {
      JsonArray array = new JsonArray();
      entries.forEach(entry -> array.add(toJson(entry)));
      JsonObject document = JsonText.document();
      document.add("log", array);
      io.out().println(JsonText.of(document));
    } else {
      entries.forEach(entry -> io.out().print(text(entry)));
    }
    return ExitCode.OK;
  }

  private static JsonObject toJson(LogEntry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("ts", entry.ts());
    json.addProperty("level", entry.level());
    json.addProperty("message", entry.message());
    return json;
  }

  private String followed(LogEntry entry) {
    if (!isJson()) {
      return text(entry);
    }
    JsonObject document = JsonText.document();
    document.add("entry", toJson(entry));
    return JsonText.of(document) + "\n";
  }

  private static String text(LogEntry entry) {
    String head =
        Printable.line(entry.ts()) + "  " + DisplayWidth.pad(Printable.line(entry.level()), 6);
    String indent = "\n" + " ".repeat(DisplayWidth.of(head));
    // Output comes with its line breaks: each of its lines stands below the other.
    return head + Printable.lines(entry.message()).stripTrailing().replace("\n", indent) + "\n";
  }
}
