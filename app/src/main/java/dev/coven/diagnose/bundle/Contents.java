package dev.coven.diagnose.bundle;

import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.client.Probe;
import dev.coven.contract.Health;
import dev.coven.diagnose.DoctorReport;
import dev.coven.diagnose.Scene;
import dev.coven.home.CovenHome;
import dev.coven.supervise.CovenService;
import dev.coven.supervise.InstanceName;
import dev.coven.supervise.UnitView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What goes into a bundle: all that can be had in whatever state the daemon is, the cheap and the
 * telling first.
 *
 * @param instance the instance that is meant
 * @param scene what is looked at
 * @param daemon the instance's daemon
 * @param report what the doctor found
 * @param status the document of {@code coven daemon status --json}
 * @param since nothing older of logs and journal; empty for no bound
 * @param session the session that is chosen, by its id or a beginning of it
 * @param includesOutput whether titles, prompts and output go along
 * @param image the directory of this program; null when it runs from none
 */
public record Contents(
    InstanceName instance,
    Scene scene,
    CovenService daemon,
    DoctorReport report,
    Callable<JsonObject> status,
    Optional<Instant> since,
    Optional<String> session,
    boolean includesOutput,
    String image) {

  private static final int JOURNAL_LINES = 2_000;

  /** Everything, in order. */
  List<Source> sources() {
    CovenHome home = scene.home();
    List<Source> all = new ArrayList<>();
    all.add(Source.of("README.txt", "how to read this", () -> Source.Text.plain(Guide.TEXT)));
    all.add(
        Source.of(
            "doctor.json", "what coven doctor found", () -> Source.Text.json(report.toJson())));
    all.add(Source.of("machine.json", "versions, system, how it was installed", this::machine));
    all.add(
        Source.of(
            "daemon/status.json",
            "what coven daemon status says",
            () -> Source.Text.json(status.call())));
    all.add(Source.of("daemon/health.json", "what the daemon says of itself", this::health));
    all.add(
        Source.of(
            "daemon/harnesses.json", "harnesses as the daemon finds them", this::capabilities));
    all.add(
        Source.of(
            "service/unit.txt", "the unit, and how it differs from what it should be", this::unit));
    all.add(Source.of("service/journal.txt", "the end of the service's journal", this::journal));
    all.addAll(new HomeSources(home, since).all());
    all.addAll(new LedgerSources(home.ledger(), session, includesOutput).all());
    return all;
  }

  private Source.Text machine() throws Exception {
    return Source.Text.json(new MachineFacts(scene.environment(), image, scene.home()).toJson());
  }

  private Source.Text health() throws Exception {
    return switch (scene.answer()) {
      case Probe.Ready(Health health) -> Source.Text.json(health.toJson());
      case Probe.Degraded(Health health) -> Source.Text.json(health.toJson());
      case Probe.Incompatible(Health health) -> Source.Text.json(health.toJson());
      case Probe.Absent _ -> throw new AbsentException("nobody listens at the socket");
      case Probe.Silent(var waited) ->
          throw new AbsentException("no answer within " + waited.toMillis() + " ms");
      case Probe.Foreign(String problem) -> throw new AbsentException(problem);
    };
  }

  private Source.Text capabilities() throws Exception {
    if (scene.health().isEmpty()) {
      throw new AbsentException("the daemon does not answer");
    }
    try (DaemonClient _ =
        DaemonClient.connect(scene.home().socket(), DaemonClient.Need.ANSWERING)) {
      return Source.Text.json(scene.harnesses().orElseThrow().toJson());
    }
  }

  private Source.Text unit() throws Exception {
    UnitView unit = scene.unit();
    StringBuilder text = new StringBuilder();
    for (UnitView.Part part : unit.files()) {
      text.append("# ").append(part.file()).append('\n');
      text.append(part.installed().orElse("# (not installed)\n")).append('\n');
    }
    String diff = unit.diff();
    text.append(diff.isEmpty() ? "# It is as a start would write it.\n" : diff);
    return Source.Text.plain(text.toString());
  }

  private Source.Text journal() throws Exception {
    List<String> lines = daemon.journal(since, JOURNAL_LINES);
    if (lines.isEmpty()) {
      throw new AbsentException("there is no journal of this service, or nothing in it");
    }
    return new Source.Text(String.join("\n", lines) + "\n", false, lines.size() == JOURNAL_LINES);
  }
}
