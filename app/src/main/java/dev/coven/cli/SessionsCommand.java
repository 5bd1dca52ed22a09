package dev.coven.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.client.DaemonClient;
import dev.coven.client.Detachment;
import dev.coven.client.Reconnection;
import dev.coven.client.SessionPage;
import dev.coven.contract.Api;
import dev.coven.contract.Json;
import dev.coven.contract.SessionRecord;
import dev.coven.privacy.Printable;
import java.time.Duration;
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

  /** A person who watches the list sees no difference; a daemon hardly notices. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;
  @Mixin private SessionFilter filter;

  @Option(names = "--all", description = "Archived ones too.")
  private boolean all;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 100).")
  private int limit = DEFAULT_LIMIT;

  @Option(
      names = "--follow",
      description = "Go on with a line for each new session and each new status, until Ctrl-C.")
  private boolean follow;

  SessionsCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws Exception {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be at least 1");
    }
    if (follow) {
      return follow(filter.predicate());
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

  /** The list, and then its changes as lines; ends when nobody reads them. */
  private int follow(Predicate<SessionRecord> wanted) throws Exception {
    Detachment unread = new Detachment();
    SessionChanges changes = new SessionChanges(all);
    try (DaemonClient client =
        DaemonClient.unconnected(home().socket(), DaemonClient.Need.ANSWERING)) {
      Reconnection daemon = Reconnection.first(client, unread, new ReconnectNotice(voice()));
      List<SessionRecord> begin = daemon.ask(changes::begin).orElseThrow();
      List<SessionRecord> found = begin.stream().filter(wanted).toList();
      List<SessionRecord> shown = found.subList(0, Math.min(limit, found.size()));
      if (isJson()) {
        shown.forEach(this::printChange);
      } else {
        print(shown, shown.size() < found.size());
      }
      while (!io.out().checkError()) {
        Thread.sleep(LOOK_EVERY);
        daemon.ask(changes::next).orElseThrow().stream().filter(wanted).forEach(this::printChange);
      }
    }
    return ExitCode.OK;
  }

  private void printChange(SessionRecord session) {
    if (isJson()) {
      SessionShowCommand.printJson(io, session);
      return;
    }
    String code = session.exitCode() == null ? "" : " (exit code " + session.exitCode() + ")";
    io.out()
        .println(
            Json.format(session.updatedAt())
                + "  "
                + Printable.line(session.id())
                + "  "
                + session.status().wire()
                + code
                + "  "
                + Printable.line(session.harness())
                + "  "
                + Printable.line(session.title()));
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
