package dev.coven.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven harness}: the verbs about what can be launched. */
@Command(name = "harness", description = "Shows what can be launched, and what is wrong with it.")
final class HarnessCommand extends Verb {
  @Spec private CommandSpec spec;

  HarnessCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
