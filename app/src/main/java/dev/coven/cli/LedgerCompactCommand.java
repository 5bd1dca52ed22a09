package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerCompaction;
import picocli.CommandLine.Command;

/** {@code coven ledger compact}. */
@Command(
    name = "compact",
    description =
        "Gives the ledger's free space back to the file system, while the daemon may run.")
final class LedgerCompactCommand extends LedgerVerb {
  LedgerCompactCommand(Io io) {
    super(io);
  }

  @Override
  int run(CovenHome home) throws Exception {
    LedgerCompaction.Result result =
        new LedgerCompaction(home, new LedgerProgress(io.err(), System::nanoTime)).run();
    long given = Math.max(0, result.bytesBefore() - result.bytesAfter());
    JsonObject document = document(home);
    document.addProperty("bytesBefore", result.bytesBefore());
    document.addProperty("bytesAfter", result.bytesAfter());
    document.addProperty("rewritten", result.rewritten());
    print(
        document,
        given == 0
            ? "The ledger has no space to give back: " + size(result.bytesAfter()) + "."
            : "Gave back " + size(given) + "; the ledger has " + size(result.bytesAfter()) + ".");
    return ExitCode.OK;
  }
}
