package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.home.Config;
import dev.coven.home.ConfigFile;
import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerPrune;
import dev.coven.ledger.PruneReport;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven ledger prune}. */
@Command(
    name = "prune",
    description =
        "Applies the retention windows of config.toml now; the daemon does so every hour. Only"
            + " sessions that have ended for good lose anything.")
final class LedgerPruneCommand extends LedgerVerb {
  private static final String EXAMPLE =
      """
      No retention is set, so everything is kept. To set one, put into %s:

        [retention]
        events = "30d"      # a session's output, so long after its end
        sessions = "180d"   # the session itself
        max-size = "5GB"    # then the output of those that ended first\
      """;

  @Option(names = "--dry-run", description = "Only say what would go.")
  private boolean dryRun;

  LedgerPruneCommand(Io io) {
    super(io);
  }

  @Override
  int run(CovenHome home) throws Exception {
    Config.Retention windows = new ConfigFile(home).read().config().retention();
    if (!windows.isSet()) {
      JsonObject document = document(home);
      document.addProperty("outcome", "no_retention");
      print(document, EXAMPLE.formatted(line(home.config())));
      return ExitCode.OK;
    }
    LedgerPrune prune =
        new LedgerPrune(
            home.ledger(),
            windows,
            InstantSource.system(),
            new LedgerProgress(io.err(), System::nanoTime));
    PruneReport report = dryRun ? prune.plan() : prune.run();
    JsonObject document = document(home);
    document.addProperty("outcome", dryRun ? "planned" : "pruned");
    document.addProperty("sessions", report.sessions());
    document.addProperty("strippedSessions", report.stripped());
    document.addProperty("events", report.events());
    document.addProperty("bytes", report.bytes());
    document.add("oldestEndedAt", Json.timestamp(report.oldestEndedAt().orElse(null)));
    print(document, text(report));
    if (!dryRun && !report.isEmpty()) {
      voice().next("coven ledger compact");
    }
    return ExitCode.OK;
  }

  private String text(PruneReport report) {
    if (report.isEmpty()) {
      return "Nothing is old enough to go.";
    }
    String line = System.lineSeparator();
    return (dryRun ? "Would go:" : "Gone:")
        + line
        + "  "
        + count(report.sessions(), "session")
        + " as a whole"
        + line
        + "  the output of "
        + count(report.stripped(), "session")
        + ", whose rows stay"
        + line
        + "  "
        + count(report.events(), "event")
        + ", "
        + size(report.bytes())
        + report
            .oldestEndedAt()
            .map(at -> line + "  the oldest of them ended " + Json.format(at))
            .orElse("");
  }
}
