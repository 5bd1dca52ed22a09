package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.client.FakeDaemon;
import dev.coven.contract.SessionStatus;
import dev.coven.privacy.Hostile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon all of whose words are hostile, and every verb that repeats any of them. */
@Timeout(60)
class HostileVerbsTest {
  /** Verbs about an ended session s1, a live session s2, and the refused session s3. */
  private static final List<String> VERBS =
      List.of(
          "sessions",
          "sessions --all --limit 1",
          "sessions --project EVIL",
          "sessions --here",
          "sessions --harness EVIL",
          "sessions --status EVIL",
          "sessions show s1",
          "sessions show --last",
          "sessions show s",
          "sessions show EVIL",
          "sessions events s1",
          "sessions log s1",
          "input s2 hello",
          "input s3 hello",
          "input EVIL hello",
          "wait s1",
          "wait s2 --timeout 1s",
          "wait s2 --timeout EVIL",
          "wait EVIL",
          "kill s1",
          "kill s3",
          "kill s2 --no-wait",
          "archive s1",
          "archive s2",
          "archive s3",
          "restore s1",
          "restore s3",
          "delete s1 --yes",
          "delete s1",
          "delete s3 --yes",
          "relaunch s1",
          "relaunch s2",
          "relaunch s3",
          "run EVIL prompt",
          "run demo prompt --label EVIL",
          "run demo prompt --detach",
          "run demo --prompt-file EVIL",
          "run demo prompt --EVIL",
          "attach s3",
          "attach EVIL",
          "daemon status",
          "EVIL",
          "sessions EVIL",
          "sessions --instance EVIL");

  @TempDir private Path directory;
  private FakeDaemon daemon;
  private final Lines lines = new Lines();

  @BeforeEach
  void begin() throws IOException {
    daemon = new FakeDaemon(directory.resolve("coven.sock"));
  }

  @AfterEach
  void end() throws IOException {
    daemon.close();
  }

  @TestFactory
  Stream<DynamicTest> noVerbPrintsWhatATerminalActsOn() {
    speak(Hostile.all());
    return Stream.concat(
            VERBS.stream(),
            // What prints JSON prints it of the same words.
            VERBS.stream().filter(verb -> !verb.contains("--EVIL")).map(verb -> verb + " --json"))
        .map(verb -> dynamicTest(verb, () -> check(verb)));
  }

  /** One by one, where the words are what is shown. */
  @TestFactory
  Stream<DynamicTest> noSingleTextGetsThrough() {
    return Hostile.texts().entrySet().stream()
        .map(
            text ->
                dynamicTest(
                    text.getKey(),
                    () -> {
                      speak(text.getValue());
                      for (String verb :
                          List.of(
                              "sessions",
                              "sessions show s1",
                              "sessions events s1",
                              "sessions log s1",
                              "kill s3",
                              "sessions --json")) {
                        check(verb);
                      }
                    }));
  }

  /** What a session printed is shown once more, and does nothing but draw. */
  @TestFactory
  Stream<DynamicTest> noReplayOnATerminalDoesAnything() {
    return Hostile.texts().entrySet().stream()
        .map(
            text ->
                dynamicTest(
                    text.getKey(),
                    () -> {
                      speak(text.getValue());
                      Lines terminal = new Lines(new Terminals(false, true));
                      Map<String, String> environment =
                          Map.of("COVEN_HOME", directory.toString(), "TERM", "xterm");
                      assertEquals(3, terminal.run(environment, "attach", "s1"), terminal::err);
                      assertTrue(terminal.out().endsWith(RawTerminal.RESET));
                      String shown = terminal.out().replace(RawTerminal.RESET, "");
                      assertEquals(List.of(), Hostile.acts(shown));
                    }));
  }

  /** A program reads them as they were: nothing is lost to it. */
  @Test
  void inJsonAndIntoAPipeTheyAreWhole() {
    String text = Hostile.all().replace("\ud800b\udc00", "");
    speak(text);
    coven("sessions", "show", "s1", "--json");
    assertEquals(
        text,
        JsonParser.parseString(lines.out())
            .getAsJsonObject()
            .getAsJsonObject("session")
            .get("title")
            .getAsString());
    lines.forget();
    assertEquals(3, coven("attach", "s1"));
    assertEquals(text, new String(lines.bytes(), StandardCharsets.UTF_8));
  }

  private void check(String verb) {
    lines.forget();
    String[] words =
        Stream.of(verb.split(" "))
            .map(word -> word.replace("EVIL", Hostile.all().replace("\0", "")))
            .toArray(String[]::new);
    coven(words);
    String said = lines.out() + lines.err();
    assertEquals(List.of(), Hostile.characters(said), verb);
    assertTrue(!said.isEmpty() || verb.startsWith("input s2"), verb + " prints nothing");
    // A line of somebody else's may not pass for one of ours.
    assertTrue(said.lines().noneMatch("coven: two"::equals), said);
    assertTrue(!said.contains("\tat "), said);
  }

  /** Makes the daemon say a text wherever it says one. */
  private void speak(String text) {
    JsonObject ended = session("s1", SessionStatus.FAILED, 3, text);
    JsonObject live = session("s2", SessionStatus.RUNNING, null, text);
    JsonObject refused = session("s3", SessionStatus.FAILED, 1, text);
    daemon.on("GET /sessions", _ -> FakeDaemon.ok(FakeDaemon.sessions(live, ended)));
    daemon.on("GET /sessions/s1", _ -> FakeDaemon.ok(ended));
    daemon.on("GET /sessions/s2", _ -> FakeDaemon.ok(live));
    daemon.on("GET /sessions/s3", _ -> FakeDaemon.ok(refused));
    JsonObject payload = new JsonObject();
    payload.addProperty("data", text);
    JsonObject output = FakeDaemon.event(1, "output", payload.toString());
    JsonObject exit = FakeDaemon.event(2, "exit", "{\"exitCode\":3}");
    JsonObject odd = FakeDaemon.event(3, "odd " + text, payload.toString());
    daemon.on(
        "GET /sessions/s1/events",
        request ->
            FakeDaemon.ok(
                request.contains("afterSeq=0")
                    ? FakeDaemon.events(false, output, exit, odd)
                    : FakeDaemon.events(false)));
    JsonArray log = new JsonArray();
    JsonObject entry = new JsonObject();
    entry.addProperty("ts", text);
    entry.addProperty("level", text);
    entry.addProperty("message", text);
    log.add(entry);
    daemon.on("GET /sessions/s1/log", _ -> FakeDaemon.response(200, log.toString()));
    daemon.on("POST /sessions/s2/input", _ -> FakeDaemon.response(202, "{}"));
    daemon.on("POST /sessions/s2/kill", _ -> FakeDaemon.response(202, "{}"));
    daemon.on("POST /sessions/s1/kill", _ -> refusal(409, "session_not_live", text));
    daemon.on("POST /sessions/s1/archive", _ -> FakeDaemon.ok(ended));
    daemon.on("POST /sessions/s1/restore", _ -> FakeDaemon.ok(ended));
    daemon.on("DELETE /sessions/s1", _ -> FakeDaemon.ok(ended));
    daemon.on("POST /sessions", _ -> refusal(500, "launch_failed", text));
    JsonObject request = new JsonObject();
    request.addProperty("projectRoot", text);
    request.addProperty("harness", "codex");
    request.addProperty("prompt", text);
    daemon.on("GET /sessions/s1/request", _ -> FakeDaemon.ok(request));
    for (String route : List.of("input", "kill", "archive", "restore")) {
      daemon.on("POST /sessions/s3/" + route, _ -> refusal(418, text, text));
    }
    daemon.on("DELETE /sessions/s3", _ -> refusal(409, "session_live", text));
    daemon.on("GET /sessions/s3/request", _ -> refusal(500, "internal_error", text));
    daemon.on("GET /sessions/s3/events", _ -> refusal(500, "internal_error", text));
    daemon.on(
        "GET /events/stream",
        asked ->
            asked.contains("sessionId=s1")
                ? FakeDaemon.stream(FakeDaemon.message(output), FakeDaemon.message(exit))
                : refusal(418, text, text));
    daemon.on(
        "GET /health",
        _ -> {
          JsonObject health = daemon.health(ProcessHandle.current().pid(), true);
          health.addProperty("covenVersion", text);
          return FakeDaemon.ok(health);
        });
  }

  private static JsonObject session(String id, SessionStatus status, Integer code, String text) {
    JsonObject session = FakeDaemon.session(id, status, code);
    for (String member :
        List.of("title", "project_root", "harness", "conversation_id", "transcript_path")) {
      session.addProperty(member, text);
    }
    // A path with a NUL in it is none, and no file system has one.
    session.addProperty("project_root", "/" + text.replace("\0", ""));
    JsonArray labels = new JsonArray();
    labels.add(text);
    session.add("labels", labels);
    return session;
  }

  private static String refusal(int status, String code, String text) {
    JsonObject details = new JsonObject();
    details.addProperty("sessionId", text);
    details.addProperty("reason", text);
    JsonObject error = new JsonObject();
    error.addProperty("code", code);
    error.addProperty("message", text);
    error.add("details", details);
    JsonObject envelope = new JsonObject();
    envelope.add("error", error);
    return FakeDaemon.response(status, envelope.toString());
  }

  private int coven(String... arguments) {
    return lines.run(Map.of("COVEN_HOME", directory.toString()), arguments);
  }
}
