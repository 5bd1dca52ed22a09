package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.SessionStatus;
import dev.coven.http.HttpStage.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionRoutesTest {
  @TempDir private Path directory;
  private HttpStage http;

  @BeforeEach
  void open() throws Exception {
    http = new HttpStage(directory);
  }

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void aSessionFromItsLaunchToItsLog() throws Exception {
    Answer launched =
        http.post(
            "/api/v1/sessions", http.launchBody("echo ready; read -r x; echo got $x; exit 7"));
    assertEquals(201, launched.status());
    assertEquals("running", launched.object().get("status").getAsString());
    String id = launched.object().get("id").getAsString();
    http.stage.awaitOutput(id, "ready");

    Answer typed = http.post("/sessions/" + id + "/input", "{\"data\":\"words\\r\"}");
    assertEquals(202, typed.status());
    assertEquals("{\"ok\":true,\"accepted\":true}", typed.text());
    http.stage.awaitEnd(id);

    JsonObject record = http.get("/api/v1/sessions/" + id).object();
    assertEquals("failed", record.get("status").getAsString());
    assertEquals(7, record.get("exit_code").getAsInt());
    StringBuilder output = new StringBuilder();
    List<String> messages = new ArrayList<>();
    for (JsonElement entry : http.get("/sessions/" + id + "/log").json().getAsJsonArray()) {
      assertEquals(3, entry.getAsJsonObject().size());
      String message = entry.getAsJsonObject().get("message").getAsString();
      messages.add(message);
      output.append(message);
    }
    assertTrue(output.toString().contains("got words\r\n"), output.toString());
    assertTrue(messages.contains("> words\r"), messages.toString());
    assertEquals("exit: {\"exitCode\":7,\"status\":\"failed\"}", messages.getLast());
  }

  @Test
  void aKillIsAcceptedAndThenDone() throws Exception {
    String id =
        http.post("/sessions", http.launchBody("echo ready; exec sleep 1000"))
            .object()
            .get("id")
            .getAsString();
    http.stage.awaitOutput(id, "ready");
    assertEquals(202, http.request("POST", "/sessions/" + id + "/kill", null).status());
    assertEquals(SessionStatus.KILLED, http.stage.awaitEnd(id).status());
    Wait.until("it is let go", () -> http.stage.sessions.liveCount() == 0);

    Answer again = http.post("/sessions/" + id + "/kill", "");
    assertEquals(409, again.status());
    assertEquals("session_not_live", again.code());
    assertEquals(id, again.details().get("sessionId").getAsString());
  }

  @Test
  void aLaunchWithAnIdIsRepeatedSafely() throws Exception {
    String body = http.launchBody("exit 0", "id", "\"mine\"");
    assertEquals(201, http.post("/sessions", body).status());
    http.stage.awaitEnd("mine");
    Answer again = http.post("/sessions", body);
    assertEquals(200, again.status());
    assertEquals("mine", again.object().get("id").getAsString());
    Answer other = http.post("/sessions", http.launchBody("exit 1", "id", "\"mine\""));
    assertEquals(409, other.status());
    assertEquals("session_id_conflict", other.code());
  }

  @Test
  void aDaemonThatEndsAsksToComeAgain() throws Exception {
    http.stage.sessions.shutdown();
    Answer answer = http.post("/sessions", http.launchBody("exit 0"));
    assertEquals(503, answer.status());
    assertEquals("runtime_unavailable", answer.code());
    assertEquals(List.of("1"), answer.header("Retry-After"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "null", "{", "{}{}", "{'a':1}", "{\"a\":\"\u0001\"}"})
  void aBodyThatIsNoObjectIsMalformed(String body) throws IOException {
    Answer answer = http.post("/sessions", body);
    assertEquals(400, answer.status());
    assertEquals("invalid_request", answer.code());
    assertEquals("body_malformed", answer.reason());
  }

  @Test
  void aBodyThatIsNoUtf8IsMalformed() throws IOException {
    byte[] head =
        "POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\nConnection: close\r\n\r\n{\"a\":\""
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = Arrays.copyOf(head, head.length + 2);
    request[head.length] = (byte) 0xff;
    request[head.length + 1] = '"';
    assertEquals("body_malformed", http.raw(false, request).reason());
  }

  @Test
  void aRefusedLaunchSaysWhyAndLeavesNoRow() throws IOException {
    assertEquals("field_missing", http.post("/sessions", "{}").reason());
    assertEquals(
        "harness_unknown",
        http.post("/sessions", http.launchBody("x", "harness", "\"vi\"")).reason());
    assertEquals(
        "cwd_outside_root", http.post("/sessions", http.launchBody("x", "cwd", "\"..\"")).reason());
    assertEquals(
        "root_not_found",
        http.post("/sessions", http.launchBody("x", "projectRoot", "\"/no/such\"")).reason());
    Files.delete(http.stage.bin.resolve("codex"));
    assertEquals("harness_not_installed", http.post("/sessions", http.launchBody("x")).reason());
    assertEquals("[]", http.get("/sessions").text());
  }

  @Test
  void aSpawnThatFailsIsA500WithItsSession() throws Exception {
    // Where the prompt's file should go.
    Files.createFile(directory.resolve("sessions"));
    Answer answer =
        http.post("/sessions", http.launchBody("x", "launchMode", "\"nonInteractive\""));
    assertEquals(500, answer.status());
    assertEquals("launch_failed", answer.code());
    String id = answer.details().get("sessionId").getAsString();
    assertEquals("failed", http.get("/sessions/" + id).object().get("status").getAsString());
    assertFalse(answer.text().contains(directory.toString()), "nothing about where files are");
    Files.delete(directory.resolve("sessions"));
  }

  @Test
  void aBadFileOfVariablesIsA400ThatNamesIt() throws Exception {
    Path file = Files.writeString(http.stage.environmentFile(), "no assignment\n");
    Answer answer = http.post("/sessions", http.launchBody("x"));
    Files.delete(file);
    assertEquals(400, answer.status());
    assertEquals("invalid_request", answer.code());
    assertEquals("environment_invalid", answer.reason());
    assertTrue(answer.text().contains(file + ", line 1"), answer::text);
    assertFalse(answer.text().contains("no assignment"), "nothing of what stands in it");
  }

  @Test
  void inputIsCheckedInTheOrderOfTheContract() throws Exception {
    assertEquals("session_not_found", http.post("/sessions/none/input", "not json").code());
    http.ledger.running("dead", 1);
    assertEquals("session_not_live", http.post("/sessions/dead/input", "not json").code());
    String id =
        http.post("/sessions", http.launchBody("exec sleep 1000")).object().get("id").getAsString();
    String path = "/sessions/" + id + "/input";
    assertEquals("body_malformed", http.post(path, "not json").reason());
    assertEquals("field_missing", http.post(path, "{}").reason());
    assertEquals("field_type", http.post(path, "{\"data\":1}").reason());
    assertEquals(
        "request body requires string field `data`",
        http.post(path, "{}").error().get("message").getAsString());
    assertEquals(202, http.post(path, "{\"data\":\"\"}").status());
  }

  @Test
  void inputToClosedStandardInputIsNotSilent() throws Exception {
    String id =
        http.post("/sessions", http.launchBody("sleep 1000", "launchMode", "\"nonInteractive\""))
            .object()
            .get("id")
            .getAsString();
    Answer answer = http.post("/sessions/" + id + "/input", "{\"data\":\"x\"}");
    assertEquals(409, answer.status());
    assertEquals("session_not_live", answer.code());
    assertEquals("stdin_closed", answer.reason());
  }
}
