package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.ShutdownRequest;
import dev.coven.http.HttpStage.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route answers, and what everybody else is told. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RoutingTest {
  @TempDir private static Path directory;
  private static HttpStage http;

  @BeforeAll
  static void open() throws Exception {
    http = new HttpStage(directory);
  }

  @AfterAll
  static void close() {
    http.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/api-version", "/capabilities", "/sessions"})
  void theUnversionedAliasAnswersAlike(String path) throws IOException {
    Answer versioned = http.get("/api/v1" + path);
    Answer alias = http.get(path);
    assertEquals(200, versioned.status());
    assertEquals(versioned.json(), alias.json());
    assertEquals(List.of("application/json"), alias.header("Content-Type"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/health/",
        "//health",
        "/api/v1//health",
        "/api//v1/health",
        "/sessions/",
        "/sessions//events",
        "/sessions/x/",
        "/sessions/x/none",
        "/Health",
        "/api/V1/health",
        "/api/v1/api/v1/health",
        "/api/v1x/health",
        "/api/health",
        "/%68ealth",
        "/api/v1/travel",
        "/sessions/a/b/events",
        "/events/streams"
      })
  void everythingElseIsNotFound(String path) throws IOException {
    Answer answer = http.get(path);
    assertEquals(404, answer.status());
    assertEquals("not_found", answer.code());
    assertEquals("Route not found.", answer.error().get("message").getAsString());
    assertFalse(answer.error().has("details"));
    assertEquals(List.of(), answer.header("Allow"));
  }

  @ParameterizedTest
  @CsvSource({"/api/v2/health,v2", "/api/v0/sessions,v0", "/api/v10,v10", "/api/v2/,v2"})
  void anotherApiVersionIsNamed(String path, String version) throws IOException {
    Answer answer = http.get(path);
    assertEquals(404, answer.status());
    assertEquals("invalid_request", answer.code());
    assertEquals(
        "{\"apiVersion\":\"" + version + "\",\"supportedApiVersions\":[\"v1\"]}",
        answer.details().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/health,'GET, HEAD'",
    "DELETE,/api/v1/sessions,'GET, HEAD, POST'",
    "GET,/sessions/x/kill,POST",
    "HEAD,/sessions/x/input,POST",
    "PUT,/sessions/x,'DELETE, GET, HEAD'",
    "GET,/sessions/x/resize,POST",
    "DELETE,/sessions/x/archive,POST",
    "GET,/api/v1/internal/lifecycle/shutdown,POST",
    "OPTIONS,/events,'GET, HEAD'"
  })
  void aWrongMethodIsNotFoundButTold(String method, String path, String allowed)
      throws IOException {
    Answer answer = http.request(method, path, null);
    assertEquals(404, answer.status());
    assertEquals(List.of(allowed), answer.header("Allow"));
    if (!method.equals("HEAD")) {
      assertEquals("not_found", answer.code());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/api/v1/sessions", "/api-version", "/none"})
  void headIsGetWithoutTheBody(String path) throws IOException {
    Answer get = http.get(path);
    Answer head = http.request("HEAD", path, null);
    assertEquals(get.status(), head.status());
    assertEquals(get.header("Content-Length"), head.header("Content-Length"));
    assertEquals(get.header("Content-Type"), head.header("Content-Type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "null", "file://", ""})
  void aBrowserGetsNothing(String origin) throws IOException {
    for (String path : List.of("/health", "/sessions", "/none")) {
      Answer answer = http.get(path, "Origin: " + origin);
      assertEquals(403, answer.status());
      assertEquals("forbidden", answer.code());
    }
  }

  @Test
  void theApiVersionNamesTheRouteFamily() throws IOException {
    assertEquals(
        "{\"apiVersion\":\"v1\",\"supportedApiVersions\":[\"v1\"]}",
        http.get("/api/v1/api-version").text());
  }

  @Test
  void healthSaysWhoAnswers() throws IOException {
    JsonObject daemon = http.get("/health?x=1").object().getAsJsonObject("daemon");
    assertEquals(42, daemon.get("pid").getAsLong());
    assertEquals("2026-01-02T03:04:05.678Z", daemon.get("startedAt").getAsString());
  }

  @Test
  void capabilitiesNameEveryHarness() throws IOException {
    var listed = http.get("/api/v1/capabilities").object().getAsJsonArray("capabilities");
    List<String> ids =
        listed.asList().stream().map(c -> c.getAsJsonObject().get("id").getAsString()).toList();
    assertTrue(
        ids.containsAll(
            List.of(
                "coven.sessions",
                "coven.events",
                "coven.control.actions",
                "coven.diagnostics",
                "coven.harness.codex",
                "coven.harness.claude",
                "coven.harness.copilot",
                "coven.harness.demo")));
    for (var capability : listed) {
      String id = capability.getAsJsonObject().get("id").getAsString();
      assertEquals(
          id.equals("coven.harness.copilot") ? "planned" : "available",
          capability.getAsJsonObject().get("status").getAsString());
      assertEquals("allow", capability.getAsJsonObject().get("policy").getAsString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x%41", "%2e%2e", "a;b", "a+b", "a%2Fb", "a;b=c"})
  void anIdIsTakenAsItIsWritten(String id) throws IOException {
    for (String path :
        List.of("/sessions/" + id, "/sessions/" + id + "/events", "/events?sessionId=" + id)) {
      Answer answer = http.get(path);
      assertEquals(404, answer.status(), path);
      assertEquals("session_not_found", answer.code());
      assertEquals(id, answer.details().get("sessionId").getAsString(), path);
    }
  }

  @Test
  void aPathInAbsoluteFormIsServed() throws IOException {
    byte[] request =
        "GET http://coven/api/v1/api-version HTTP/1.1\r\nHost: coven\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(200, http.raw(false, request).status());
  }

  @Test
  void anOversizedBodyIsRefusedByItsAnnouncedLength() throws IOException {
    byte[] request =
        ("POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 4194305\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertTooLarge(http.raw(false, request));
  }

  @Test
  void anOversizedBodyIsRefusedInChunks() throws IOException {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    String request =
        "POST /sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunk.repeat(70)
            + "0\r\n\r\n";
    assertTooLarge(http.raw(false, request.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static void assertTooLarge(Answer answer) {
    assertEquals(413, answer.status());
    assertEquals("invalid_request", answer.code());
    assertEquals("body_too_large", answer.reason());
    assertEquals(4_194_304, answer.details().get("maxBytes").getAsLong());
  }

  @Test
  void aBodyOfExactlyTheLimitIsRead() throws IOException {
    Answer answer = http.post("/sessions", " ".repeat(4_194_304 - 2) + "{}");
    assertEquals(400, answer.status());
    assertEquals(
        "request body requires string field `projectRoot`",
        answer.error().get("message").getAsString());
  }

  @Test
  void aChunkedBodyIsABodyLikeAnother() throws IOException {
    String request =
        "POST /sessions HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Transfer-Encoding: chunked\r\n"
            + "Connection: close\r\n\r\n"
            + "1\r\n"
            + "{\r\n"
            + "1\r\n"
            + "}\r\n"
            + "0\r\n\r\n";
    Answer answer = http.raw(false, request.getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("field_missing", answer.reason());
  }

  @Test
  void aShutdownMustMeanThisDaemon() throws Exception {
    JsonObject wrong = new ShutdownRequest(HttpStage.DAEMON).toJson();
    wrong.getAsJsonObject("daemon").addProperty("pid", 43);
    Answer refused = http.post("/api/v1/internal/lifecycle/shutdown", wrong.toString());
    assertEquals(409, refused.status());
    assertEquals("daemon_identity_mismatch", refused.code());
    assertEquals(400, http.post("/internal/lifecycle/shutdown", "{}").status());
    assertEquals(1, http.shutdownAsked.getCount());

    Answer accepted =
        http.post(
            "/api/v1/internal/lifecycle/shutdown",
            new ShutdownRequest(HttpStage.DAEMON).toJson().toString());

    assertEquals(202, accepted.status());
    assertTrue(accepted.object().get("ok").getAsBoolean());
    assertEquals(HttpStage.DAEMON.toJson(), accepted.object().getAsJsonObject("daemon"));
    Wait.open(http.shutdownAsked);
  }
}
