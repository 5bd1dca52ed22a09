package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code coven archive}: lists leave a session out from now on. */
@Command(
    name = "archive",
    description = "Puts sessions away that have ended: lists leave them out, and nothing is lost.")
final class ArchiveCommand extends PastVerb {
  ArchiveCommand(Io io) {
    super(io);
  }

  @Override
  SessionRecord change(DaemonClient client, SessionRecord session) throws IOException {
    return client.archive(session.id());
  }

  @Override
  String done(SessionRecord before) {
    return " is archived.";
  }
}
