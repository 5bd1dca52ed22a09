package dev.coven.cli;

import dev.coven.daemon.SelfCheck;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven self-check}: what an update asks a version before it is switched to. */
@Command(
    name = "self-check",
    hidden = true,
    description = "Tries whether this version can work on this machine; prints what it is.")
final class SelfCheckCommand extends Verb {
  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      required = true,
      description = "A ledger to open that nobody uses; made when it is not there.")
  private Path ledger;

  SelfCheckCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    io.out().println(JsonText.of(SelfCheck.run(ledger.toAbsolutePath())));
    return ExitCode.OK;
  }
}
