package dev.coven.cli;

import dev.coven.supervise.InstanceName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all verbs have: {@code --help}, the world outside, and one way to fail. */
@Command(
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%n",
    commandListHeading = "%nCommands:%n")
abstract class Verb implements Callable<Integer> {
  /** The world outside. */
  protected final Io io;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  Verb(Io io) {
    this.io = io;
  }

  /** The exit code for failures that have none of their own. */
  int failure() {
    return ExitCode.FAILED;
  }

  /** How it tells people things. */
  Voice voice() {
    return new Voice(io, InstanceName.DEFAULT);
  }
}
