package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.client.Reconnection;
import dev.coven.home.UnusableHomeException;
import dev.coven.supervise.ServiceException;
import java.io.IOException;
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

  /** Makes the commands in a text, for people, mean the daemon that this verb means. */
  String addressed(String text) {
    return text;
  }

  /** Connects to the daemon of the home that the environment asks for. */
  final DaemonClient connect(DaemonClient.Need need)
      throws IOException, InterruptedException, UnusableHomeException, ServiceException {
    return Reconnection.connect(io.home().socket(), need, new ReconnectNotice(io));
  }
}
