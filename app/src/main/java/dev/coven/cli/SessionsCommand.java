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
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code coven sessions}: the list. */
@Command(name = "sessions", description = "Lists sessions, newest first.")
final class SessionsCommand extends DaemonVerb {
  private static final int DEFAULT_LIMIT = 100;

  @Spec private CommandSpec spec;
  @Mixin private SessionFilter filter;

  @Option(names = "--all", description = "Archived ones too.")
  private boolean all;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 100).")
  private int limit = DEFAULT_LIMIT;

  SessionsCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be at least 1");
    }
    List<SessionRecord> sessions = first(filter.predicate());
    boolean more = sessions.size() > limit;
    if (more) {
      sessions.removeLast();
    }
    if (isJson()) {
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

  /** The newest that pass, one more than are wanted: that one tells that there are more. */
  private List<SessionRecord> first(Predicate<SessionRecord> wanted) throws Exception {
    List<SessionRecord> found = new ArrayList<>();
    String cursor = null;
    try (DaemonClient client = connect(DaemonClient.Need.ANSWERING)) {
      do {
        long wantedMore = filter.isSet() ? Api.MAX_PAGE : limit + 1L - found.size();
        SessionPage page = client.sessions((int) Math.min(wantedMore, Api.MAX_PAGE), cursor, all);
        page.sessions().stream()
            .filter(wanted)
            .limit(limit + 1L - found.size())
            .forEach(found::add);
        cursor = page.next().orElse(null);
      } while (cursor != null && found.size() <= limit);
    }
    return found;
  }

  private void print(List<SessionRecord> sessions, boolean more) {
    if (sessions.isEmpty()) {
      io.out()
          .println(
              filter.isSet()
                  ? "No such sessions."
                  : voice().addressed("No sessions. The first one: coven run HARNESS PROMPT"));
      return;
    }
    new SessionTable(io.palette(), Instant.now()).lines(sessions).forEach(io.out()::println);
    if (more) {
      io.out().println(voice().addressed("There are more: coven sessions --limit N"));
    }
  }
}
