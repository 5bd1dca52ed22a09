package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code coven attach}: shows what a session printed, then stays with it while it lives. */
@Command(
    name = "attach",
    description =
        "Shows what a session printed and, while it lives, stays with it; exits with its exit"
            + " code.")
final class AttachCommand extends Verb {
  @Mixin private SessionChoice choice;

  @Option(
      names = "--json",
      description = "Print nothing but, at the end, the session's record as one JSON document.")
  private boolean json;

  AttachCommand(Io io) {
    super(io);
  }

  @Override
  int failure() {
    return ExitCode.COVEN_FAILED;
  }

  @Override
  public Integer call() throws Exception {
    choice.check();
    SessionRecord session;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      session = choice.find(client);
    }
    boolean typing = io.terminals().both() && session.status().isOpen() && !session.external();
    Watch.Manner manner =
        json ? Watch.Manner.RECORD : typing ? Watch.Manner.INTERACTIVE : Watch.Manner.OUTPUT;
    return new Watch(io, io.home().socket(), session).follow(manner, true);
  }
}
