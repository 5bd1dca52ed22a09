package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.home.CovenHome;
import dev.coven.home.DaemonFile;
import dev.coven.ledger.LedgerExamination;
import dev.coven.privacy.Printable;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code coven ledger check}. */
@Command(
    name = "check",
    description = "Looks whether the ledger is sound; changes nothing. Exits 1 when it is not.")
final class LedgerCheckCommand extends LedgerVerb {
  LedgerCheckCommand(Io io) {
    super(io);
  }

  @Override
  int run(CovenHome home) throws Exception {
    LedgerExamination.Findings findings =
        new LedgerExamination(
                home.ledger(), owner(home), new LedgerProgress(io.err(), System::nanoTime))
            .run();
    JsonObject document = document(home);
    describe(document, findings);
    print(document, text(home, findings));
    if (findings.isSound()) {
      return ExitCode.OK;
    }
    voice().next("coven daemon stop && coven ledger repair");
    return ExitCode.FAILED;
  }

  /** The run of the daemon that lives in a home. */
  private static Optional<String> owner(CovenHome home) {
    return new DaemonFile(home).read() instanceof DaemonFile.Content.Present present
            && present.daemon().process().isRunning()
        ? Optional.of(present.daemon().instanceId())
        : Optional.empty();
  }

  static void describe(JsonObject document, LedgerExamination.Findings findings) {
    document.addProperty("sound", findings.isSound());
    document.addProperty("sessions", findings.sessions());
    document.addProperty("openSessions", findings.open());
    document.addProperty("events", findings.events());
    document.addProperty("bytes", findings.bytes());
    JsonArray faults = new JsonArray();
    for (LedgerExamination.Fault fault : findings.faults()) {
      JsonObject each = new JsonObject();
      each.addProperty("kind", fault.kind());
      each.addProperty("text", fault.text());
      faults.add(each);
    }
    document.add("faults", faults);
    document.addProperty("faultCount", findings.faultCount());
  }

  private static String text(CovenHome home, LedgerExamination.Findings findings) {
    if (findings.isSound()) {
      return "The ledger is sound: " + holds(findings) + ".";
    }
    StringBuilder text =
        new StringBuilder("The ledger ")
            .append(line(home.ledger()))
            .append(" has ")
            .append(count(findings.faultCount(), "fault"))
            .append(':');
    for (LedgerExamination.Fault fault : findings.faults()) {
      text.append(System.lineSeparator()).append("  ").append(Printable.line(fault.text()));
    }
    long unlisted = findings.faultCount() - findings.faults().size();
    if (unlisted > 0) {
      text.append(System.lineSeparator()).append("  and ").append(unlisted).append(" more");
    }
    return text.toString();
  }

  static String holds(LedgerExamination.Findings findings) {
    return count(findings.sessions(), "session")
        + ", "
        + count(findings.events(), "event")
        + ", "
        + size(findings.bytes());
  }
}
