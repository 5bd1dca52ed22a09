package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.client.FakeDaemon;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that act on a session, against a daemon of few words. */
@Timeout(30)
class SessionVerbsTest {
  @TempDir private Path directory;
  private FakeDaemon daemon;
  private final Lines lines = new Lines();

  @BeforeEach
  void begin() throws IOException {
    daemon = new FakeDaemon(directory.resolve("coven.sock"));
    session("s1", SessionStatus.RUNNING, null);
  }

  @AfterEach
  void end() throws IOException {
    daemon.close();
  }

  @ParameterizedTest
  @CsvSource({"'',yes,yes\\r", "'',two\\nlines,two\\rlines\\r", "--raw,yes,yes", "'','',\\r"})
  void inputTypesATextAndEnter(String option, String text, String typed) {
    List<String> sent = takeInput();
    String words = text.replace("\\n", "\n");
    int code = option.isEmpty() ? coven("input", "s1", words) : coven("input", option, "s1", words);
    assertEquals(ExitCode.OK, code, lines::err);
    assertEquals(List.of(typed.replace("\\r", "\r")), sent);
    assertEquals("", lines.out());
  }

  @Test
  void inputTellsHowMuchItTyped() {
    List<String> sent = takeInput();
    daemon.on(
        "GET /sessions",
        _ ->
            FakeDaemon.ok(
                FakeDaemon.sessions(FakeDaemon.session("s1", SessionStatus.RUNNING, null))));
    assertEquals(ExitCode.OK, coven("input", "--last", "ü😀", "--json"), lines::err);
    assertEquals(List.of("ü😀\r"), sent);
    assertEquals("{\"schema\":1,\"id\":\"s1\",\"characters\":3}\n", lines.out());
  }

  @Test
  void inputToWhatHasEndedNamesTheReplay() {
    JsonObject details = new JsonObject();
    details.addProperty("sessionId", "s1");
    daemon.on("POST /sessions/s1/input", _ -> FakeDaemon.refusal(409, "session_not_live", details));
    assertEquals(ExitCode.FAILED, coven("input", "s1", "x"));
    assertTrue(lines.err().endsWith("  try: coven attach s1\n"), lines.err());
  }

  @ParameterizedTest
  @CsvSource({
    "completed, 0, 0",
    "idle, 0, 0",
    "failed, 7, 7",
    "failed, , 125",
    "killed, , 137",
    "orphaned, , 125"
  })
  void waitPassesTheOutcomeOn(String status, Integer exitCode, int code) {
    int[] asked = {0};
    daemon.on(
        "GET /sessions/s1",
        _ ->
            FakeDaemon.ok(
                asked[0]++ < 3
                    ? FakeDaemon.session("s1", SessionStatus.RUNNING, null)
                    : FakeDaemon.session("s1", SessionStatus.of(status), exitCode)));
    assertEquals(code, coven("wait", "s1"), lines::err);
    assertEquals("Session s1 has ended: " + status + ".\n", lines.out());
    assertEquals("", lines.err());
  }

  @Test
  void waitEndsWith124WhenTheTimeIsOver() {
    assertEquals(124, coven("wait", "s1", "--timeout", "1s", "--json"));
    assertEquals(
        "running",
        JsonParser.parseString(lines.out())
            .getAsJsonObject()
            .getAsJsonObject("session")
            .get("status")
            .getAsString());
    assertEquals("coven: Session s1 goes on after 1s.\n  try: coven attach s1\n", lines.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|a b c d",
        "--status running|a",
        "--status failed,killed|b c",
        "--status failed --status killed|b c",
        "--harness codex|d",
        "--label x|a b",
        "--label x --label y|b",
        "--limit 2|a b",
        "--limit 1 --status killed|c",
        "--harness none|",
      })
  void sessionsAreFiltered(String options, String ids) {
    listed();
    String line = "sessions --json" + (options == null ? "" : " " + options);
    assertEquals(ExitCode.OK, coven(line.split(" ")), lines::err);
    JsonObject document = JsonParser.parseString(lines.out()).getAsJsonObject();
    List<String> listed = new ArrayList<>();
    document.getAsJsonArray("sessions").forEach(s -> listed.add(id(s.getAsJsonObject())));
    assertEquals(ids == null ? List.of() : List.of(ids.split(" ")), listed);
    assertEquals("--limit 2".equals(options), document.get("more").getAsBoolean());
  }

  @Test
  void aProjectIsKnownByItsRealPathAndHoldsWhatLiesInIt() throws IOException {
    Path root = Files.createDirectories(directory.toRealPath().resolve("p/below")).getParent();
    Path link = Files.createSymbolicLink(directory.resolve("link"), root);
    JsonObject above = record("above", "killed", "demo");
    above.addProperty("project_root", root.toString());
    JsonObject below = record("below", "killed", "demo");
    below.addProperty("project_root", root.resolve("below").toString());
    JsonObject beside = record("beside", "killed", "demo");
    beside.addProperty("project_root", root + "2");
    daemon.on("GET /sessions", _ -> FakeDaemon.ok(FakeDaemon.sessions(above, below, beside)));
    coven("sessions", "--project", link.toString());
    assertTrue(lines.out().contains("above") && lines.out().contains("below"), lines.out());
    assertFalse(lines.out().contains("beside"), lines.out());
    lines.forget();
    coven("sessions", "--here");
    assertEquals("No such sessions.\n", lines.out());
  }

  @Test
  void runTakesLabelsAndAPromptFromAFile() throws IOException {
    List<JsonObject> launched = new ArrayList<>();
    daemon.on(
        "POST /sessions",
        request -> {
          launched.add(body(request));
          return FakeDaemon.response(
              201, FakeDaemon.session("s1", SessionStatus.RUNNING, null).toString());
        });
    Path file = Files.writeString(directory.resolve("prompt"), "-do $this\n");
    assertEquals(
        ExitCode.OK,
        coven(
            "run",
            "demo",
            "--detach",
            "--interactive",
            "--prompt-file",
            file.toString(),
            "--label",
            "a",
            "--label",
            "b"),
        lines::err);
    assertEquals("-do $this", launched.getFirst().get("prompt").getAsString());
    assertEquals("[\"a\",\"b\"]", launched.getFirst().get("labels").toString());
    assertEquals("interactive", launched.getFirst().get("launchMode").getAsString());
  }

  @ParameterizedTest
  @CsvSource({
    "archive, POST, archive, is archived.",
    "restore, POST, restore, is restored.",
    "summon, POST, restore, is restored.",
    "delete, DELETE, '', is deleted.",
    "sacrifice, DELETE, '', is deleted."
  })
  void whatHasEndedIsPutAwayBroughtBackAndDeleted(
      String verb, String method, String path, String done) {
    for (String id : List.of("e1", "e2")) {
      JsonObject session = FakeDaemon.session(id, SessionStatus.COMPLETED, 0);
      if (path.equals("restore")) {
        session.addProperty("archived_at", "2026-01-02T00:00:00Z");
      }
      daemon.on("GET /sessions/" + id, _ -> FakeDaemon.ok(session));
      daemon.on(
          (method + " /sessions/" + id + "/" + path).replaceFirst("/$", ""),
          _ -> FakeDaemon.ok(FakeDaemon.session(id, SessionStatus.COMPLETED, 0)));
    }
    List<String> line = new ArrayList<>(List.of(verb, "e1", "e2", "e1"));
    if (method.equals("DELETE")) {
      line.add("--yes");
    }
    assertEquals(ExitCode.OK, coven(line.toArray(String[]::new)), lines::err);
    assertEquals("Session e1 " + done + "\nSession e2 " + done + "\n", lines.out());
    lines.forget();
    line.add("--json");
    assertEquals(ExitCode.OK, coven(line.toArray(String[]::new)), lines::err);
    JsonObject document = JsonParser.parseString(lines.out()).getAsJsonObject();
    assertEquals(2, document.getAsJsonArray("sessions").size());
  }

  @Test
  void theLastOneToRestoreIsTheOneArchivedLast() {
    JsonObject newest = FakeDaemon.session("newest", SessionStatus.COMPLETED, 0);
    JsonObject late = FakeDaemon.session("late", SessionStatus.COMPLETED, 0);
    late.addProperty("archived_at", "2026-01-02T00:00:00Z");
    JsonObject early = FakeDaemon.session("early", SessionStatus.COMPLETED, 0);
    early.addProperty("archived_at", "2026-01-01T00:00:00Z");
    daemon.on("GET /sessions", _ -> FakeDaemon.ok(FakeDaemon.sessions(newest, early, late)));
    daemon.on("POST /sessions/late/restore", _ -> FakeDaemon.ok(late));
    assertEquals(ExitCode.OK, coven("restore", "--last"), lines::err);
    assertEquals("Session late is restored.\n", lines.out());
    daemon.on("GET /sessions", _ -> FakeDaemon.ok(FakeDaemon.sessions(newest)));
    assertEquals(ExitCode.FAILED, coven("restore", "--last"));
    assertEquals("coven: No session is archived.\n  try: coven sessions\n", lines.err());
  }

  @Test
  void whatWasNotArchivedIsLeftAsItIsAndThatIsSaid() {
    session("e1", SessionStatus.COMPLETED, 0);
    daemon.on(
        "POST /sessions/e1/restore",
        _ -> FakeDaemon.ok(FakeDaemon.session("e1", SessionStatus.COMPLETED, 0)));
    assertEquals(ExitCode.OK, coven("restore", "e1"), lines::err);
    assertEquals("Session e1 was not archived.\n", lines.out());
  }

  @ParameterizedTest
  @CsvSource({"archive e1 s1", "delete e1 s1 --yes"})
  void whenOneStillRunsNothingIsDoneToAny(String line) {
    session("e1", SessionStatus.COMPLETED, 0);
    assertEquals(ExitCode.FAILED, coven(line.split(" ")));
    assertEquals(
        "coven: Session s1 still runs; nothing was done.\n  try: coven kill s1\n", lines.err());
    assertEquals("", lines.out());
    assertTrue(
        daemon.requests().stream().allMatch(request -> request.startsWith("GET")),
        () -> "" + daemon.requests());
  }

  @ParameterizedTest
  @CsvSource({"delete e1", "delete e1 --json"})
  void nothingIsDeletedWithoutConsent(String line) {
    session("e1", SessionStatus.COMPLETED, 0);
    assertEquals(ExitCode.FAILED, coven(line.split(" ")));
    assertEquals(
        "coven: Nothing was deleted: it would be for good.\n  try: coven delete e1 --yes\n",
        lines.err());
    assertTrue(
        daemon.requests().stream().allMatch(request -> request.startsWith("GET")),
        () -> "" + daemon.requests());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "relaunch o1|-do 'this'|init",
        "relaunch o1 --resume|-do 'this'|resume",
        "relaunch o1 --prompt other|other|init"
      })
  void relaunchLaunchesTheSameUnderAnotherId(String line, String prompt, String mode) {
    List<JsonObject> launched = orphan(false);
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    words.add("--detach");
    assertEquals(ExitCode.OK, coven(words.toArray(String[]::new)), lines::err);
    assertEquals("n1\n", lines.out());
    JsonObject again = launched.getFirst();
    assertEquals(prompt, again.get("prompt").getAsString());
    assertEquals("/project", again.get("projectRoot").getAsString());
    assertEquals("below", again.get("cwd").getAsString());
    assertEquals("codex", again.get("harness").getAsString());
    assertEquals("m", again.get("model").getAsString());
    assertEquals("a title", again.get("title").getAsString());
    assertEquals("interactive", again.get("launchMode").getAsString());
    assertEquals("[\"x\"]", again.get("labels").toString());
    assertEquals(mode, again.getAsJsonObject("conversation").get("mode").getAsString());
    assertEquals(36, again.get("id").getAsString().length());
  }

  @Test
  void aMaskedPromptIsNotSentAgain() {
    List<JsonObject> launched = orphan(true);
    assertEquals(ExitCode.COVEN_FAILED, coven("relaunch", "o1", "--detach"));
    assertTrue(
        lines
            .err()
            .endsWith(
                "was masked; it cannot be sent again.\n  try: coven relaunch o1"
                    + " --prompt TEXT\n"),
        lines.err());
    assertEquals(List.of(), launched);
    assertEquals(ExitCode.OK, coven("relaunch", "o1", "--detach", "--prompt", "in the open"));
    assertEquals("in the open", launched.getFirst().get("prompt").getAsString());
    assertFalse(launched.getFirst().has("title"), launched::toString);
  }

  @Test
  void whatStillRunsOrIsNotKnownIsNotRelaunched() {
    assertEquals(ExitCode.COVEN_FAILED, coven("relaunch", "s1"));
    assertEquals(
        "coven: Session s1 still runs; nothing was launched.\n  try: coven attach s1\n",
        lines.err());
    lines.forget();
    session("e1", SessionStatus.COMPLETED, 0);
    assertEquals(ExitCode.COVEN_FAILED, coven("relaunch", "e1"));
    assertTrue(lines.err().startsWith("coven: It is not known what launched session e1."));
  }

  /** An orphaned session o1, and what will be launched instead of it, as n1. */
  private List<JsonObject> orphan(boolean masked) {
    session("o1", SessionStatus.ORPHANED, null);
    JsonObject request =
        JsonParser.parseString(
                """
                {"projectRoot": "/project", "harness": "codex", "prompt": "-do 'this'",
                 "cwd": "below", "title": "a title", "model": "m", "launchMode": "interactive",
                 "labels": ["x"], "conversation": {"mode": "init", "id": "c"}}\
                """)
            .getAsJsonObject();
    request.addProperty("masked", masked);
    daemon.on("GET /sessions/o1/request", _ -> FakeDaemon.ok(request));
    List<JsonObject> launched = new ArrayList<>();
    daemon.on(
        "POST /sessions",
        sent -> {
          launched.add(body(sent));
          return FakeDaemon.response(
              201, FakeDaemon.session("n1", SessionStatus.RUNNING, null).toString());
        });
    return launched;
  }

  private List<String> takeInput() {
    List<String> sent = new ArrayList<>();
    daemon.on(
        "POST /sessions/s1/input",
        request -> {
          sent.add(body(request).get("data").getAsString());
          return FakeDaemon.response(202, "{\"ok\":true,\"accepted\":true}");
        });
    return sent;
  }

  private void listed() {
    JsonObject a = record("a", "running", "demo", "x");
    JsonObject b = record("b", "failed", "demo", "x", "y");
    JsonObject c = record("c", "killed", "demo");
    JsonObject d = record("d", "completed", "codex");
    daemon.on("GET /sessions", _ -> FakeDaemon.ok(FakeDaemon.sessions(a, b, c, d)));
  }

  private static JsonObject record(String id, String status, String harness, String... labels) {
    JsonObject record = FakeDaemon.session(id, SessionStatus.of(status), null);
    record.addProperty("harness", harness);
    JsonArray array = new JsonArray();
    for (String label : labels) {
      array.add(label);
    }
    record.add("labels", array);
    return record;
  }

  private void session(String id, SessionStatus status, Integer exitCode) {
    daemon.on("GET /sessions/" + id, _ -> FakeDaemon.ok(FakeDaemon.session(id, status, exitCode)));
  }

  private static String id(JsonObject session) {
    return session.get("id").getAsString();
  }

  /** The fake daemon hands bytes on as Latin-1. */
  private static JsonObject body(String request) {
    String latin = request.substring(request.indexOf("\r\n\r\n")).strip();
    byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
    return JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private int coven(String... arguments) {
    return lines.run(Map.of("COVEN_HOME", directory.toString()), arguments);
  }
}
