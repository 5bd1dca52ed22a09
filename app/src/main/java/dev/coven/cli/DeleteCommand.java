package dev.coven.cli;

import dev.coven.client.DaemonClient;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coven delete}: the one verb that takes something out of the ledger on request. */
@Command(
    name = "delete",
    description =
        "Deletes sessions that have ended, with all that they printed, for good. Asks first; where"
            + " nobody can be asked, it wants --yes.")
final class DeleteCommand extends PastVerb {
  private static final Set<String> CONSENT = Set.of("y", "yes");

  @Option(names = "--yes", description = "Yes, delete them; do not ask.")
  private boolean yes;

  DeleteCommand(Io io) {
    super(io);
  }

  @Override
  SessionRecord change(DaemonClient client, SessionRecord session) throws IOException {
    client.delete(session.id());
    return session;
  }

  @Override
  String done(SessionRecord before) {
    return " is deleted.";
  }

  @Override
  boolean isMeant(List<SessionRecord> sessions) throws IOException {
    if (yes) {
      return true;
    }
    if (isJson() || !io.terminals().both()) {
      String ids =
          sessions.stream()
              .map(session -> Printable.line(session.id()))
              .collect(Collectors.joining(" "));
      voice().say("Nothing was deleted: it would be for good.", "coven delete " + ids + " --yes");
      return false;
    }
    for (SessionRecord session : sessions) {
      io.err()
          .println(
              "  "
                  + Printable.line(session.id())
                  + "  "
                  + session.status().wire()
                  + "  "
                  + Printable.line(session.title()));
    }
    io.err()
        .print(
            sessions.size() == 1
                ? "Delete it for good? [y/N] "
                : "Delete these " + sessions.size() + " for good? [y/N] ");
    io.err().flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    boolean meant = answer != null && CONSENT.contains(answer.strip().toLowerCase(Locale.ROOT));
    if (!meant) {
      io.say("Nothing was deleted.");
    }
    return meant;
  }
}
