package dev.coven.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven ledger}: the verbs about the file that keeps the sessions. */
@Command(
    name = "ledger",
    description = "Checks, copies, repairs and tidies the ledger: the file that keeps sessions.")
final class LedgerCommand extends Verb {
  @Spec private CommandSpec spec;

  LedgerCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
