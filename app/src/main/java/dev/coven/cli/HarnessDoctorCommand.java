package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.contract.HarnessReport;
import dev.coven.contract.Json;
import dev.coven.diagnose.HarnessCheckup;
import dev.coven.diagnose.HarnessHealth;
import dev.coven.diagnose.HarnessHealth.Verdict;
import dev.coven.privacy.Printable;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code coven harness doctor}: why a harness cannot be launched, and what mends that. */
@Command(
    name = "doctor",
    description = {
      "Examines harnesses: whether the daemon finds each program, whether this shell does, whether"
          + " it runs, and whether its manifest can be used.",
      "Exits with 1 when something is to be mended; a bundled harness that nobody has installed is"
          + " not, unless it is named."
    })
final class HarnessDoctorCommand extends DaemonVerb {
  @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "That one alone.")
  private String id;

  HarnessDoctorCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    HarnessReport report;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      report = client.harnesses(true);
    }
    List<HarnessHealth> all =
        new HarnessCheckup(report, io.environment(), home().harnesses())
            .examine(Optional.ofNullable(id));
    if (all.isEmpty()) {
      voice().say("There is no harness `" + Printable.line(id) + "`.", "coven harness list");
      return ExitCode.FAILED;
    }
    boolean ok = all.stream().noneMatch(each -> each.verdict() == Verdict.FAULT);
    if (isJson()) {
      io.out().println(JsonText.of(document(all, ok)));
    } else {
      all.forEach(this::print);
    }
    return ok ? ExitCode.OK : ExitCode.FAILED;
  }

  private static JsonObject document(List<HarnessHealth> all, boolean ok) {
    JsonArray harnesses = new JsonArray();
    for (HarnessHealth health : all) {
      JsonArray checks = new JsonArray();
      for (HarnessHealth.Check check : health.checks()) {
        JsonObject one = new JsonObject();
        one.addProperty("check", check.name());
        one.addProperty("ok", check.ok());
        one.addProperty("detail", check.detail());
        one.add("mend", Json.nullable(check.mend()));
        checks.add(one);
      }
      JsonObject json = new JsonObject();
      json.addProperty("id", health.id());
      json.addProperty("label", health.label());
      json.addProperty("verdict", health.verdict().word());
      json.add("checks", checks);
      JsonArray modes = new JsonArray();
      health.modes().forEach(modes::add);
      json.add("launchModes", modes);
      json.addProperty("model", health.model());
      harnesses.add(json);
    }
    JsonObject document = JsonText.document();
    document.addProperty("ok", ok);
    document.add("harnesses", harnesses);
    return document;
  }

  private void print(HarnessHealth health) {
    Palette palette = io.palette();
    String verdict =
        switch (health.verdict()) {
          case OK -> palette.good("ok");
          case ABSENT -> palette.faint("not installed");
          case FAULT -> palette.bad("fault");
        };
    String name = shown(health.id()) + " (" + shown(health.label()) + "): ";
    if (health.verdict() == Verdict.ABSENT) {
      String hint = health.checks().getFirst().mend();
      line(name + verdict + (hint == null ? "" : "; get it: " + shown(hint)));
      return;
    }
    line(name + verdict);
    for (HarnessHealth.Check check : health.checks()) {
      String mark = check.ok() ? "  " : "! ";
      line(mark + DisplayWidth.pad(check.name().replace('_', ' '), 13) + shown(check.detail()));
      if (check.mend() != null) {
        line("    mend it: " + voice().addressed(shown(check.mend())));
      }
    }
    if (!health.modes().isEmpty()) {
      line("  launch modes " + shown(String.join(", ", health.modes())));
      line("  model        " + (health.model() ? "can be chosen" : "cannot be chosen"));
    }
  }

  private static String shown(String text) {
    return Printable.line(text);
  }

  private void line(String text) {
    io.out().println(text);
  }
}
