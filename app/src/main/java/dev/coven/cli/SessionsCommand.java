package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.client.SessionPage;
import dev.coven.contract.Api;
import dev.coven.contract.SessionRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven sessions}: the list. */
@Command(name = "sessions", description = "Lists sessions, newest first.")
final class SessionsCommand extends Verb {
  private static final int DEFAULT_LIMIT = 100;

  @Spec private CommandSpec spec;

  @Option(names = "--all", description = "Archived ones too.")
  private boolean all;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 100).")
  private int limit = DEFAULT_LIMIT;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  SessionsCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be at least 1");
    }
    List<SessionRecord> sessions = new ArrayList<>();
    String cursor = null;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      do {
        int wanted = Math.min(limit - sessions.size(), Api.MAX_PAGE);
        SessionPage page = client.sessions(wanted, cursor, all);
        sessions.addAll(page.sessions());
        cursor = page.next().orElse(null);
      } while (cursor != null && sessions.size() < limit);
    }
    boolean more = cursor != null;
    if (json) {
      JsonArray records = new JsonArray();
      sessions.forEach(session -> records.add(session.toJson()));
      JsonObject document = JsonText.document();
      document.add("sessions", records);
      document.addProperty("more", more);
      io.out().println(JsonText.of(document));
    } else {
      print(sessions, more);
    }
    return ExitCode.OK;
  }

  private void print(List<SessionRecord> sessions, boolean more) {
    if (sessions.isEmpty()) {
      io.out().println("No sessions. The first one: coven run HARNESS PROMPT");
      return;
    }
    new SessionTable(io.palette(), Instant.now()).lines(sessions).forEach(io.out()::println);
    if (more) {
      io.out().println("There are more: coven sessions --limit N");
    }
  }
}
