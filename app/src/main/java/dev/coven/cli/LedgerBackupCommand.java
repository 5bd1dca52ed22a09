package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerBackup;
import dev.coven.ledger.LedgerExamination;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code coven ledger backup}. */
@Command(
    name = "backup",
    description =
        "Writes a copy of the ledger, complete and checked, while the daemon may run. The copy is"
            + " for you alone (0600); a file that is there is never overwritten.")
final class LedgerBackupCommand extends LedgerVerb {
  @Parameters(paramLabel = "FILE", description = "Where to write it.")
  private Path file;

  LedgerBackupCommand(Io io) {
    super(io);
  }

  @Override
  int run(CovenHome home) throws Exception {
    LedgerExamination.Findings copy =
        new LedgerBackup(home.ledger(), new LedgerProgress(io.err(), System::nanoTime)).to(file);
    JsonObject document = document(home);
    document.addProperty("file", file.toAbsolutePath().toString());
    document.addProperty("bytes", copy.bytes());
    document.addProperty("sessions", copy.sessions());
    document.addProperty("events", copy.events());
    print(document, "Wrote " + line(file) + ": " + LedgerCheckCommand.holds(copy) + ".");
    return ExitCode.OK;
  }
}
