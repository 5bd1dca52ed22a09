package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.privacy.Printable;
import dev.coven.supervise.UnitView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven daemon unit}; writes nothing. */
@Command(
    name = "unit",
    description = "Prints the unit that would be installed, or how the installed one differs.")
final class UnitCommand extends ServiceVerb {
  @Option(names = "--diff", description = "Print the differences; nothing when there are none.")
  private boolean diff;

  UnitCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    UnitView unit = service().unit();
    if (isJson()) {
      JsonObject document = JsonText.document();
      describe(document, unit.main());
      JsonArray files = new JsonArray();
      for (UnitView.Part part : unit.files()) {
        JsonObject file = new JsonObject();
        describe(file, part);
        files.add(file);
      }
      document.add("files", files);
      io.out().println(JsonText.of(document));
    } else {
      io.out().print(Printable.lines(diff ? unit.diff() : unit.rendered()));
      io.out().flush();
    }
    return ExitCode.OK;
  }

  private static void describe(JsonObject json, UnitView.Part part) {
    json.addProperty("file", part.file().toString());
    json.add("installed", Json.nullable(part.installed().orElse(null)));
    json.addProperty("rendered", part.rendered());
    json.addProperty("diff", part.diff());
  }
}
