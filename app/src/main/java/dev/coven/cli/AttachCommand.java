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
final class AttachCommand extends DaemonVerb {
  @Mixin private SessionChoice choice;

  @Option(
      names = "--read-only",
      description = "Type nothing, and leave the size as it is: another terminal decides it.")
  private boolean readOnly;

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
    boolean live = session.status().isOpen() && !session.external();
    return new Watch(voice(), home().socket(), session).follow(manner(live), true);
  }

  private Watch.Manner manner(boolean live) {
    if (isJson()) {
      return Watch.Manner.RECORD;
    }
    if (!live || !io.terminals().both()) {
      return Watch.Manner.OUTPUT;
    }
    return readOnly ? Watch.Manner.READ_ONLY : Watch.Manner.INTERACTIVE;
  }
}
