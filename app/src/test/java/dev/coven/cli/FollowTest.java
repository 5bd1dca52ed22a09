package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.client.DaemonClient;
import dev.coven.client.FakeDaemon;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --follow}: of a session's events and log, and what the list's changes are. */
@Timeout(30)
class FollowTest {
  @TempDir private Path directory;
  private FakeDaemon daemon;
  private final Lines lines = new Lines();

  @BeforeEach
  void begin() throws IOException {
    daemon = new FakeDaemon(directory.resolve("coven.sock"));
    session("s", SessionStatus.COMPLETED);
    daemon.on(
        "GET /events/stream",
        request ->
            request.contains("afterSeq=0")
                ? FakeDaemon.stream(
                    message(1, "output", "{\"data\":\"one\\r\\ntwo\\u001b[c\\r\\n\"}"),
                    ": live\n\n",
                    "retry: 250\n\n")
                : FakeDaemon.stream(
                    message(3, "input", "{\"data\":\"typed\\n\"}"),
                    message(4, "exit", "{\"exitCode\":0,\"status\":\"completed\"}")));
  }

  @AfterEach
  void end() throws IOException {
    daemon.close();
  }

  private static String message(long seq, String kind, String payload) {
    return FakeDaemon.message(FakeDaemon.event(seq, kind, payload));
  }

  private void session(String id, SessionStatus status) {
    daemon.on("GET /sessions/" + id, _ -> FakeDaemon.ok(record(id, status)));
  }

  private static JsonObject record(String id, SessionStatus status) {
    return FakeDaemon.session(id, status, null);
  }

  private void coven(int exitCode, String... arguments) {
    assertEquals(
        exitCode, lines.run(Map.of("COVEN_HOME", directory.toString()), arguments), lines::err);
  }

  private List<JsonObject> documents() {
    return lines.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  @Test
  void eventsComeAsLinesUntilTheSessionEnds() {
    coven(ExitCode.OK, "sessions", "events", "s", "--follow");
    List<String> printed = lines.out().lines().toList();
    assertEquals(3, printed.size(), lines.out());
    assertTrue(printed.getFirst().startsWith("1  2026-01-02T03:04:05.678Z  output"), lines.out());
    assertTrue(printed.getLast().contains("exit"), lines.out());
  }

  @Test
  void eventsInJsonAreADocumentEach() {
    coven(ExitCode.OK, "sessions", "events", "s", "--follow", "--json", "--after", "1");
    assertEquals(
        List.of(3L, 4L),
        documents().stream()
            .map(each -> each.getAsJsonObject("event").get("seq").getAsLong())
            .toList());
    documents().forEach(each -> assertEquals(1, each.get("schema").getAsInt()));
  }

  @Test
  void theLogIsThatOfTheDaemonAndActsOnNoTerminal() {
    coven(ExitCode.OK, "sessions", "log", "s", "--follow");
    String head = "2026-01-02T03:04:05.678Z  info  ";
    String indent = " ".repeat(head.length());
    assertEquals(
        head
            + "one\n"
            + indent
            + "two\\e[c\n"
            + head
            + "> typed\n"
            + head
            + "exit: {\"exitCode\":0,\"status\":\"completed\"}\n",
        lines.out().replace("\r", ""));
  }

  @Test
  void theLogInJsonIsADocumentEach() {
    coven(ExitCode.OK, "sessions", "log", "s", "--follow", "--json");
    assertEquals(
        List.of(
            "one\r\ntwo\u001b[c\r\n",
            "> typed\n",
            "exit: {\"exitCode\":0,\"status\":\"completed\"}"),
        documents().stream()
            .map(each -> each.getAsJsonObject("entry").get("message").getAsString())
            .toList());
  }

  @Test
  void aLimitHasNoMeaningForWhatGoesOn() {
    coven(ExitCode.USAGE, "sessions", "events", "s", "--follow", "--limit", "3");
    assertTrue(lines.err().contains("--limit and --follow exclude each other"), lines.err());
  }

  @Test
  void onlyNewSessionsAndNewStatusesAreChanges() throws Exception {
    List<JsonObject> list = new ArrayList<>();
    daemon.on(
        "GET /sessions", _ -> FakeDaemon.ok(FakeDaemon.sessions(list.toArray(JsonObject[]::new))));
    list.add(record("old", SessionStatus.COMPLETED));
    list.add(record("runs", SessionStatus.RUNNING));
    list.add(record("hidden", SessionStatus.RUNNING));
    SessionChanges changes = new SessionChanges(false);
    try (DaemonClient client =
        DaemonClient.connect(directory.resolve("coven.sock"), DaemonClient.Need.ANSWERING)) {
      assertEquals(3, changes.begin(client).size());
      assertEquals(List.of(), changes.next(client));
      list.set(1, record("runs", SessionStatus.FAILED));
      list.addFirst(record("new", SessionStatus.RUNNING));
      // Behind the front of the list it is asked for alone.
      list.removeLast();
      session("hidden", SessionStatus.KILLED);
      assertEquals(List.of("hidden killed", "new running", "runs failed"), words(changes, client));
      assertEquals(List.of(), words(changes, client));
      list.removeFirst();
      daemon.on(
          "GET /sessions/new", _ -> FakeDaemon.refusal(404, "session_not_found", new JsonObject()));
      assertEquals(List.of(), words(changes, client), "one that was deleted is forgotten");
      assertEquals(List.of(), words(changes, client));
    }
  }

  private static List<String> words(SessionChanges changes, DaemonClient client)
      throws IOException {
    return changes.next(client).stream().map(FollowTest::word).toList();
  }

  private static String word(SessionRecord session) {
    return session.id() + " " + session.status().wire();
  }
}
