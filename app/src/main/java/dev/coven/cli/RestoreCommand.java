package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code coven restore}: takes an archiving back. */
@Command(name = "restore", description = "Takes archived sessions back into the lists.")
final class RestoreCommand extends PastVerb {
  RestoreCommand(Io io) {
    super(io);
  }

  @Override
  SessionRecord change(DaemonClient client, SessionRecord session) throws IOException {
    return client.restore(session.id());
  }

  @Override
  String done(SessionRecord before) {
    return before.archivedAt() == null ? " was not archived." : " is restored.";
  }

  @Override
  SessionRecord last(SessionFinder finder) throws IOException, SessionChoiceException {
    return finder.archivedLast();
  }

  @Override
  boolean mayRun() {
    return true;
  }
}
