package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.contract.AdapterProblem;
import dev.coven.contract.CapabilityManifest;
import dev.coven.contract.HarnessReport;
import dev.coven.contract.Json;
import dev.coven.privacy.Printable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven harness list}: what the daemon can launch, as the daemon sees it. */
@Command(
    name = "list",
    description = {
      "Lists the harnesses that the daemon knows, where it finds their programs, and the manifests"
          + " that it cannot use.",
      "A manifest describes a harness: ~/.coven/harnesses/NAME.json"
    })
final class HarnessListCommand extends DaemonVerb {
  private static final int MAX_VERSION = 30;
  private static final int STATUS_COLUMN = 1;
  private static final List<String> HEADER = List.of("ID", "STATUS", "VERSION", "LABEL", "PROGRAM");

  @Option(
      names = "--refresh",
      description = "Let the daemon look again; it remembers versions for five minutes.")
  private boolean refresh;

  HarnessListCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    HarnessReport report;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      report = client.harnesses(refresh);
    }
    if (isJson()) {
      io.out().println(JsonText.of(document(report)));
    } else {
      print(report);
    }
    return ExitCode.OK;
  }

  private static JsonObject document(HarnessReport report) {
    JsonArray harnesses = new JsonArray();
    for (CapabilityManifest manifest : report.manifests()) {
      JsonObject json = new JsonObject();
      json.addProperty("id", manifest.harnessId());
      json.addProperty("label", manifest.adapter().label());
      json.addProperty("status", manifest.executable().path() == null ? "missing" : "available");
      json.addProperty("executable", manifest.executable().name());
      json.add("path", Json.nullable(manifest.executable().path()));
      json.add("version", Json.nullable(manifest.executable().version()));
      json.addProperty("installHint", manifest.adapter().installHint());
      json.add("manifest", Json.nullable(manifest.adapter().manifest()));
      JsonArray modes = new JsonArray();
      manifest.adapter().modes().forEach(modes::add);
      json.add("launchModes", modes);
      json.addProperty("model", manifest.adapter().model());
      harnesses.add(json);
    }
    JsonArray problems = new JsonArray();
    report.problems().forEach(problem -> problems.add(problem.toJson()));
    JsonObject document = JsonText.document();
    document.add("harnesses", harnesses);
    document.add("problems", problems);
    return document;
  }

  private void print(HarnessReport report) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADER));
    for (CapabilityManifest manifest : report.manifests()) {
      CapabilityManifest.Executable program = manifest.executable();
      boolean there = program.path() != null;
      String version = program.version() == null ? "-" : program.version();
      rows.add(
          List.of(
              Printable.line(manifest.harnessId()),
              there ? "available" : "missing",
              DisplayWidth.cut(Printable.line(version), MAX_VERSION),
              Printable.line(manifest.adapter().label()),
              Printable.line(
                  there ? program.path() : "get it: " + manifest.adapter().installHint())));
    }
    Palette palette = io.palette();
    Columns.lines(
            rows,
            (row, column, cell) ->
                row == 0 || column != STATUS_COLUMN
                    ? cell
                    : cell.startsWith("missing") ? palette.faint(cell) : palette.good(cell))
        .forEach(io.out()::println);
    for (AdapterProblem problem : report.problems()) {
      String level = DisplayWidth.pad(problem.level().wire(), "warning".length());
      boolean error = problem.level() == AdapterProblem.Level.ERROR;
      io.out()
          .println(
              (error ? palette.bad(level) : palette.pending(level))
                  + "  "
                  + Printable.line(problem.sentence()));
    }
  }
}
