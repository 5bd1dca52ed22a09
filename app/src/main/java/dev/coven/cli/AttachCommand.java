package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coven attach}: shows what a session printed, then stays with it while it lives. */
@Command(
    name = "attach",
    description =
        "Shows what a session printed and, while it lives, stays with it; exits with its exit"
            + " code.")
final class AttachCommand extends DaemonVerb {
  @Mixin private SessionChoice choice;

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
        isJson() ? Watch.Manner.RECORD : typing ? Watch.Manner.INTERACTIVE : Watch.Manner.OUTPUT;
    return new Watch(voice(), home().socket(), session).follow(manner, true);
  }
}
