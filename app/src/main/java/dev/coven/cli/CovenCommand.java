package dev.coven.cli;

import dev.coven.home.CovenVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven} itself: only a verb makes it do something. */
@Command(
    name = "coven",
    description = "Runs coding agents in sessions that a daemon keeps.",
    versionProvider = CovenCommand.Version.class)
final class CovenCommand extends Verb {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  private boolean version;

  CovenCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** The line that {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"coven " + CovenVersion.get()};
    }
  }
}
