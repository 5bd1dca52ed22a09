package dev.coven.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven config}: the verbs about the settings. */
@Command(name = "config", description = "Checks and shows the settings in config.toml.")
final class ConfigCommand extends Verb {
  @Spec private CommandSpec spec;

  ConfigCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
