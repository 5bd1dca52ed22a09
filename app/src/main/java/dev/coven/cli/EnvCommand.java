package dev.coven.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven env}: the verbs about the variables that every harness gets. */
@Command(
    name = "env",
    description = "Keeps variables for harnesses, keys for instance; never shows their values.")
final class EnvCommand extends Verb {
  @Spec private CommandSpec spec;

  EnvCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
