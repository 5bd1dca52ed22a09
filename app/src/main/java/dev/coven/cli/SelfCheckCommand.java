package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.daemon.SelfCheck;
import dev.coven.daemon.SelfTest;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code coven self-check}: what an update asks a version before it is switched to, and without a
 * ledger what {@code coven doctor} asks, as a process of its own.
 */
@Command(
    name = "self-check",
    hidden = true,
    description = "Tries whether this version can work on this machine; prints what it is.")
final class SelfCheckCommand extends Verb {
  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "A ledger to open that nobody uses; made when it is not there.")
  private Path ledger;

  SelfCheckCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    if (ledger == null) {
      ConsoleLog.toStandardError("off");
      JsonObject document = JsonText.document();
      document.add("tried", SelfTest.run());
      io.out().println(JsonText.of(document));
      return ExitCode.OK;
    }
    io.out().println(JsonText.of(SelfCheck.run(ledger.toAbsolutePath())));
    return ExitCode.OK;
  }
}
