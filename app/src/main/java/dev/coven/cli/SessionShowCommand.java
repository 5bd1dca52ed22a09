package dev.coven.cli;

import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.contract.Json;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code coven sessions show}. */
@Command(name = "show", description = "Shows one session.")
final class SessionShowCommand extends DaemonVerb {
  @Mixin private SessionChoice choice;

  SessionShowCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    choice.check();
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      SessionRecord session = choice.find(client);
      if (isJson()) {
        printJson(io, session);
      } else {
        print(session);
      }
    }
    return ExitCode.OK;
  }

  /** The document that every command prints for one session. */
  static void printJson(Io io, SessionRecord session) {
    JsonObject document = JsonText.document();
    document.add("session", session.toJson());
    io.out().println(JsonText.of(document));
  }

  private void print(SessionRecord session) {
    field("id", session.id());
    field("title", session.title());
    field("status", session.status().wire());
    field("exit code", session.exitCode() == null ? null : session.exitCode().toString());
    field("harness", session.harness());
    field("project", session.projectRoot());
    field("created", time(session.createdAt()));
    field("updated", time(session.updatedAt()));
    field("archived", time(session.archivedAt()));
    field("conversation", session.conversationId());
    field("labels", session.labels().isEmpty() ? null : String.join(" ", session.labels()));
    field("transcript", session.transcriptPath());
  }

  private static String time(Instant instant) {
    return instant == null ? null : Json.format(instant);
  }

  private void field(String name, String value) {
    if (value != null) {
      io.out().println(DisplayWidth.pad(name, 14) + Printable.line(value));
    }
  }
}
