package dev.coven.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven daemon}: the verbs about the daemon itself. */
@Command(name = "daemon", description = "Starts, stops and shows the daemon.")
final class DaemonCommand extends Verb {
  @Spec private CommandSpec spec;

  DaemonCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
