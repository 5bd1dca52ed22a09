package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerExamination;
import dev.coven.ledger.LedgerRepair;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Command;

/** {@code coven ledger repair}. */
@Command(
    name = "repair",
    description =
        "Puts what a damaged ledger still holds into a new one; not while a daemon runs. First it"
            + " writes a copy and says where. A sound ledger stays as it is.")
final class LedgerRepairCommand extends LedgerVerb {
  LedgerRepairCommand(Io io) {
    super(io);
  }

  @Override
  int run(CovenHome home) throws Exception {
    LedgerRepair.Result result =
        new LedgerRepair(
                home,
                InstantSource.system(),
                new LedgerProgress(io.err(), System::nanoTime),
                copy -> io.say("The ledger as it was is copied to " + line(copy) + "."))
            .run();
    LedgerExamination.Findings now = result.after().orElse(result.before());
    JsonObject document = document(home);
    document.addProperty("outcome", result.after().isPresent() ? "repaired" : "sound");
    document.add("copy", Json.nullable(result.copy().map(Path::toString).orElse(null)));
    document.addProperty("sessions", now.sessions());
    document.addProperty("events", now.events());
    document.addProperty("lostSessions", result.lostSessions());
    document.addProperty("lostEvents", result.lostEvents());
    document.addProperty("bytes", now.bytes());
    print(document, text(result, now));
    if (result.after().isPresent()) {
      voice().next("coven daemon start");
    }
    return ExitCode.OK;
  }

  private static String text(LedgerRepair.Result result, LedgerExamination.Findings now) {
    if (result.after().isEmpty()) {
      return "Nothing is wrong with the ledger, and nothing was changed: "
          + LedgerCheckCommand.holds(now)
          + ".";
    }
    return "The ledger is repaired: "
        + LedgerCheckCommand.holds(now)
        + "."
        + System.lineSeparator()
        + (result.lostSessions() + result.lostEvents() == 0
            ? "  Nothing is known to be lost."
            : "  Lost: "
                + count(result.lostEvents(), "event")
                + ", and what was known of "
                + count(result.lostSessions(), "session")
                + ".");
  }
}
