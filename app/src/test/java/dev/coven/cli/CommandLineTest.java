package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.client.FakeDaemon;
import dev.coven.contract.SessionStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole command lines against a daemon of few words. */
@Timeout(30)
class CommandLineTest {
  @TempDir private Path directory;
  private FakeDaemon daemon;
  private final Lines lines = new Lines();

  @BeforeEach
  void begin() throws IOException {
    daemon = new FakeDaemon(directory.resolve("coven.sock"));
    daemon.on(
        "GET /sessions",
        _ -> FakeDaemon.ok(FakeDaemon.sessions(ended("aaa-1", 0), ended("aab-2", 3))));
    for (JsonObject session : new JsonObject[] {ended("aaa-1", 0), ended("aab-2", 3)}) {
      daemon.on("GET /sessions/" + session.get("id").getAsString(), _ -> FakeDaemon.ok(session));
    }
    for (String unknown : new String[] {"a", "aab", "zzz"}) {
      daemon.on(
          "GET /sessions/" + unknown,
          _ -> FakeDaemon.refusal(404, "session_not_found", new JsonObject()));
    }
  }

  @AfterEach
  void end() throws IOException {
    daemon.close();
  }

  @Test
  void versionNeedsNoDaemon() throws IOException {
    daemon.close();
    assertEquals(ExitCode.OK, coven("--version"));
    assertTrue(out().startsWith("coven "), out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "daemon",
        "bogus",
        "daemon bogus",
        "attach",
        "kill",
        "sessions show",
        "attach --last aaa",
        "run demo",
        "sessions --limit 0",
        "sessions events aaa-1 --limit x",
        "run demo --bogus x",
        "daemon start --timeout 0"
      })
  void wrongUsageIsTwoAndOneLineWithTheHelpToAskFor(String line) {
    assertEquals(ExitCode.USAGE, coven(line.isEmpty() ? new String[0] : line.split(" ")));
    assertTrue(err().startsWith("coven: "), err());
    assertTrue(err().contains("\n  try: coven"), err());
    assertEquals("", out());
  }

  @Test
  void helpNamesAllVerbs() {
    assertEquals(ExitCode.OK, coven("--help"));
    for (String verb :
        List.of(
            "daemon",
            "run",
            "relaunch",
            "sessions",
            "attach",
            "input",
            "wait",
            "kill",
            "archive",
            "restore, summon",
            "delete, sacrifice")) {
      assertTrue(out().contains("  " + verb + " "), () -> verb + ": " + out());
    }
  }

  @Test
  void listsSessions() {
    assertEquals(ExitCode.OK, coven("sessions"));
    assertTrue(out().startsWith("ID     STATUS     HARNESS  AGE"), out());
    assertTrue(out().contains("aab-2  failed     demo"), out());
  }

  @Test
  void jsonIsOneDocumentWithASchema() {
    assertEquals(ExitCode.OK, coven("sessions", "--json"));
    JsonObject document = JsonParser.parseString(out()).getAsJsonObject();
    assertEquals(1, document.get("schema").getAsInt());
    assertEquals(2, document.getAsJsonArray("sessions").size());
    assertFalse(document.get("more").getAsBoolean());
  }

  @ParameterizedTest
  @CsvSource({"aaa-1, 0", "aab, 0", "a, 2", "zzz, 1", "../x, 1", "-, 1"})
  void aSessionIsNamedByItsIdOrABeginningOfIt(String id, int exitCode) {
    assertEquals(exitCode, coven("sessions", "show", id, "--json"));
    assertEquals(exitCode == 0, out().startsWith("{\"schema\":1,\"session\":{"), out());
    if (exitCode == ExitCode.USAGE) {
      assertTrue(err().contains("aaa-1") && err().contains("aab-2"), err());
    }
  }

  @Test
  void lastIsTheNewest() {
    assertEquals(ExitCode.OK, coven("sessions", "show", "--last"));
    assertTrue(out().contains("aaa-1"), out());
  }

  @Test
  void textOfOthersIsEscaped() {
    JsonObject evil = ended("aaa-1", 0);
    evil.addProperty("title", "a\u001b]0;x\u0007\u009b31m\u202eb");
    daemon.on("GET /sessions", _ -> FakeDaemon.ok(FakeDaemon.sessions(evil)));
    coven("sessions");
    assertTrue(out().contains("a\\e]0;x\\x07\\x9b31m\\u{202e}b"), out());
    lines.forget();
    coven("sessions", "--json");
    assertTrue(out().contains("\"a\\u001b]0;x\\u0007\\u009b31m\\u202eb\""), out());
    assertEquals(
        evil.get("title"),
        JsonParser.parseString(out())
            .getAsJsonObject()
            .getAsJsonArray("sessions")
            .get(0)
            .getAsJsonObject()
            .get("title"));
  }

  @Test
  void attachReplaysByteForByteAndPassesTheExitCodeOn() {
    daemon.on(
        "GET /events/stream",
        request ->
            request.contains("sessionId=aab-2&afterSeq=0")
                ? FakeDaemon.stream(
                    FakeDaemon.message(
                        FakeDaemon.event(1, "output", "{\"data\":\"\\u001b[6né\\r\\n\"}")),
                    "retry: 250\n\n")
                : FakeDaemon.stream(
                    FakeDaemon.message(FakeDaemon.event(2, "input", "{\"data\":\"typed\"}")),
                    FakeDaemon.message(
                        FakeDaemon.event(3, "output", "{\"data\":\"\uFFFD\",\"raw\":\"/4A=\"}")),
                    FakeDaemon.message(FakeDaemon.event(4, "exit", "{\"exitCode\":3}"))));
    assertEquals(3, coven("attach", "aab-2"));
    byte[] expected = {
      0x1b, '[', '6', 'n', (byte) 0xc3, (byte) 0xa9, '\r', '\n', (byte) 0xff, (byte) 0x80
    };
    assertEquals(Arrays.toString(expected), Arrays.toString(lines.bytes()));
    assertEquals("", err());
  }

  @Test
  void runLaunchesInTheCurrentDirectoryAndTakesThePromptAsItIs() throws IOException {
    StringBuilder body = new StringBuilder();
    daemon.on(
        "POST /sessions",
        request -> {
          body.append(request.substring(request.indexOf("\r\n\r\n")));
          return FakeDaemon.response(
              201, FakeDaemon.session("aab-2", SessionStatus.RUNNING, null).toString());
        });
    daemon.on("GET /events/stream", _ -> FakeDaemon.stream());
    assertEquals(3, coven("run", "demo", "@pom.xml ${x} $(y)", "--title", "t", "--json"));
    JsonObject sent = JsonParser.parseString(body.toString().strip()).getAsJsonObject();
    assertEquals("@pom.xml ${x} $(y)", sent.get("prompt").getAsString());
    assertEquals(Path.of("").toRealPath().toString(), sent.get("projectRoot").getAsString());
    assertEquals("nonInteractive", sent.get("launchMode").getAsString());
    assertEquals("t", sent.get("title").getAsString());
    assertTrue(out().startsWith("{\"schema\":1,\"session\":{\"id\":\"aab-2\""), out());
    assertEquals(1, out().lines().count());
  }

  @Test
  void runDetachedPrintsTheIdAlone() {
    daemon.on(
        "POST /sessions",
        _ ->
            FakeDaemon.response(
                201, FakeDaemon.session("new-1", SessionStatus.RUNNING, null).toString()));
    assertEquals(ExitCode.OK, coven("run", "demo", "x", "--detach"));
    assertEquals("new-1\n", out());
  }

  @Test
  void runRepeatsALaunchWhoseAnswerWasLostUnderTheIdThatItChose() {
    List<String> bodies = new ArrayList<>();
    daemon.on(
        "POST /sessions",
        request -> {
          bodies.add(request.substring(request.indexOf("\r\n\r\n")).strip());
          return bodies.size() == 1
              ? null
              : FakeDaemon.response(
                  200, FakeDaemon.session("new-1", SessionStatus.RUNNING, null).toString());
        });
    assertEquals(ExitCode.OK, coven("run", "demo", "x", "--detach"));
    assertEquals("new-1\n", out());
    assertEquals(2, bodies.size());
    assertEquals(bodies.getFirst(), bodies.getLast());
    String id = JsonParser.parseString(bodies.getFirst()).getAsJsonObject().get("id").getAsString();
    assertEquals(36, id.length());
    assertEquals("", err());
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request, harness_unknown, 127",
    "400, invalid_request, harness_not_installed, 127",
    "400, invalid_request, cwd_outside_root, 125",
    "500, launch_failed, , 126",
    "500, internal_error, , 125",
    "503, runtime_unavailable, , 125",
    "418, teapot, , 125"
  })
  void runTellsCovensFailuresFromTheHarnesss(int status, String code, String reason, int exitCode) {
    JsonObject details = new JsonObject();
    if (reason != null) {
      details.addProperty("reason", reason);
    }
    daemon.on("POST /sessions", _ -> FakeDaemon.refusal(status, code, details));
    assertEquals(exitCode, coven("run", "demo", "x"));
    assertTrue(err().startsWith("coven: "), err());
    assertFalse(err().contains("\tat "), err());
  }

  @Test
  void withoutADaemonTheCommandThatStartsOneIsNamed() throws IOException {
    daemon.close();
    assertEquals(ExitCode.FAILED, coven("sessions"));
    assertEquals("coven: The daemon is not running.\n  try: coven daemon start\n", err());
    assertEquals(ExitCode.COVEN_FAILED, coven("run", "demo", "x"));
  }

  @Test
  void aRelativeHomeIsRefused() {
    assertEquals(ExitCode.FAILED, coven(Map.of("COVEN_HOME", "rel"), "daemon", "status"));
  }

  @Test
  void killWaitsForTheFinalStatus() {
    int[] asked = {0};
    daemon.on("POST /sessions/aaa-1/kill", _ -> FakeDaemon.response(202, "{\"ok\":true}"));
    daemon.on(
        "GET /sessions/aaa-1",
        _ ->
            FakeDaemon.ok(
                FakeDaemon.session(
                    "aaa-1", asked[0]++ < 3 ? SessionStatus.RUNNING : SessionStatus.KILLED, null)));
    assertEquals(ExitCode.OK, coven("kill", "aaa-1"));
    assertEquals("Session aaa-1 has ended: killed.\n", out());
  }

  @Test
  void killingWhatHasEndedIsDoneAlready() {
    daemon.on(
        "POST /sessions/aaa-1/kill",
        _ -> FakeDaemon.refusal(409, "session_not_live", new JsonObject()));
    assertEquals(ExitCode.OK, coven("kill", "aaa-1"));
    assertEquals("Session aaa-1 had ended already: completed.\n", out());
  }

  @Test
  void killWithoutAnAnswerLooksWhatBecameOfTheSessionAndIsNotSentAgain() {
    int[] asked = {0};
    daemon.on("POST /sessions/aaa-1/kill", _ -> null);
    daemon.on(
        "GET /sessions/aaa-1",
        _ ->
            FakeDaemon.ok(
                FakeDaemon.session(
                    "aaa-1",
                    asked[0]++ < 3 ? SessionStatus.RUNNING : SessionStatus.ORPHANED,
                    null)));
    assertEquals(ExitCode.OK, coven("kill", "aaa-1"));
    assertEquals("Session aaa-1 has ended: orphaned.\n", out());
    assertEquals(1, daemon.requests().stream().filter(line -> line.startsWith("POST")).count());
  }

  @Test
  void killWithoutAnAnswerDoesNotClaimWhatItDoesNotKnow() {
    daemon.on("POST /sessions/aaa-1/kill", _ -> null);
    daemon.on(
        "GET /sessions/aaa-1",
        _ -> FakeDaemon.ok(FakeDaemon.session("aaa-1", SessionStatus.RUNNING, null)));
    assertEquals(ExitCode.FAILED, coven("kill", "aaa-1", "--no-wait"));
    assertEquals("", out());
    assertTrue(err().contains("before it answered, and session aaa-1 still runs"), err());
    assertTrue(err().endsWith("  try: coven kill aaa-1\n"), err());
  }

  @Test
  void eventsArePrintedPageByPage() {
    daemon.on(
        "GET /sessions/aaa-1/events",
        request ->
            FakeDaemon.ok(
                request.contains("afterSeq=5&")
                    ? FakeDaemon.events(
                        true, FakeDaemon.event(6, "output", "{\"data\":\"\\u009b\"}"))
                    : FakeDaemon.events(false, FakeDaemon.event(8, "exit", "{}"))));
    assertEquals(ExitCode.OK, coven("sessions", "events", "aaa-1", "--after", "5", "--json"));
    JsonObject document = JsonParser.parseString(out()).getAsJsonObject();
    assertEquals(2, document.getAsJsonArray("events").size());
    assertEquals(8, document.get("afterSeq").getAsLong());
    assertTrue(out().contains("\\u009b") && !out().contains("\u009b"), out());
  }

  private int coven(String... arguments) {
    return coven(Map.of(), arguments);
  }

  private int coven(Map<String, String> more, String... arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("COVEN_HOME", directory.toString());
    environment.putAll(more);
    return lines.run(environment, arguments);
  }

  private String out() {
    return lines.out();
  }

  private String err() {
    return lines.err();
  }

  private static JsonObject ended(String id, int exitCode) {
    return FakeDaemon.session(
        id, exitCode == 0 ? SessionStatus.COMPLETED : SessionStatus.FAILED, exitCode);
  }
}
