package dev.coven.it;

import static dev.coven.it.Contract.requireError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes beside launch, input, kill and events: each refusal before each success. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractRoutesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String REFRESH = "coven.capabilities.refresh";
  private static final String SIZE = "{\"columns\":100,\"rows\":30}";

  @AutoClose private final Contract contract = Contract.open();
  private String live;
  private String past;

  @BeforeAll
  void launch() throws Exception {
    try (Api api = contract.house().api()) {
      past = api.launch(contract.home().project(), House.SHELL_HARNESS, "echo one; echo two");
      api.awaitEnd(past, LIMIT);
      live =
          api.launch(
              contract.home().project(), House.SHELL_HARNESS, "read go; stty size; exec sleep 600");
    }
  }

  private static String of(String id) {
    return "{\"sessionId\":\"" + id + "\"}";
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"/resize", "/archive", "/restore", "/complete"})
  void nothingIsDoneToASessionThatIsNotThere(String below) throws IOException {
    requireError(
        contract.post("/sessions/nobody" + below, SIZE), 404, "session_not_found", of("nobody"));
  }

  @Order(1)
  @Test
  void nobodyKnowsWhatLaunchedASessionThatIsNotThere() throws IOException {
    requireError(
        contract.ask("GET", "/sessions/nobody/request"), 404, "session_not_found", of("nobody"));
  }

  @Order(1)
  @Test
  void aSessionThatIsNotThereIsNotDeleted() throws IOException {
    requireError(
        contract.ask("DELETE", "/sessions/nobody"), 404, "session_not_found", of("nobody"));
  }

  @Order(1)
  @Test
  void aSessionThatHasEndedIsNotResized() throws IOException {
    for (String body : List.of("", "{}", SIZE)) {
      requireError(
          contract.post("/sessions/" + past + "/resize", body), 409, "session_not_live", of(past));
    }
  }

  @Order(1)
  @ParameterizedTest
  @CsvSource({
    "'',body_malformed,",
    "'[]',body_malformed,",
    "'{}',field_missing,columns",
    "'{\"columns\":80}',field_missing,rows",
    "'{\"rows\":24}',field_missing,columns",
    "'{\"columns\":0,\"rows\":1}',field_value,columns",
    "'{\"columns\":1,\"rows\":65536}',field_value,rows",
    "'{\"columns\":\"80\",\"rows\":24}',field_type,columns",
    "'{\"columns\":80.5,\"rows\":24}',field_type,columns",
    "'{\"columns\":null,\"rows\":24}',field_missing,columns"
  })
  void aSizeThatIsNoneIsRefused(String body, String reason, String field) throws IOException {
    JsonObject details = new JsonObject();
    details.addProperty("reason", reason);
    if (field != null) {
      details.addProperty("field", field);
    }
    requireError(
        contract.post("/sessions/" + live + "/resize", body),
        400,
        "invalid_request",
        details.toString());
  }

  @Order(1)
  @Test
  void aLiveSessionIsNeitherArchivedNorDeleted() throws IOException {
    requireError(
        contract.post("/sessions/" + live + "/archive", ""), 409, "session_live", of(live));
    requireError(contract.ask("DELETE", "/sessions/" + live), 409, "session_live", of(live));
    assertEquals("running", contract.get("/sessions/" + live).get("status").getAsString());
  }

  @Order(1)
  @Test
  void whatTheDaemonRunsIsNotCompletedByOthers() throws IOException {
    for (String id : List.of(live, past)) {
      requireError(
          contract.post("/sessions/" + id + "/complete", "{}"),
          422,
          "not_external_session",
          of(id));
    }
  }

  static Stream<Arguments> badRegistrations() {
    return Stream.of(
        Arguments.of("", "{\"reason\":\"body_malformed\"}"),
        registration("{}", "field_missing", "id"),
        registration("{id:' '}", "field_missing", "id"),
        registration("{id:'a/b'}", "field_value", "id"),
        registration("{id:7}", "field_type", "id"),
        registration("{id:'a'}", "field_missing", "projectRoot"),
        registration("{id:'a',projectRoot:'/x'}", "field_missing", "harness"),
        registration("{id:'a',projectRoot:'/x',harness:[]}", "field_type", "harness"),
        registration("{id:'a',projectRoot:'/x',harness:'h',title:1}", "field_type", "title"),
        registration(
            "{id:'a',projectRoot:'/x',harness:'h',transcriptPath:1}",
            "field_type",
            "transcriptPath"),
        registration(
            "{id:'a',projectRoot:'/x',harness:'h',labels:['x','x']}", "field_value", "labels"));
  }

  private static Arguments registration(String body, String reason, String field) {
    return Arguments.of(
        JsonParser.parseString(body).toString(),
        "{\"reason\":\"%s\",\"field\":\"%s\"}".formatted(reason, field));
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("badRegistrations")
  void aBadRegistrationIsRefused(String body, String details) throws IOException {
    requireError(contract.post("/sessions/external", body), 400, "invalid_request", details);
  }

  private static String external(String id, String more) {
    return JsonParser.parseString(
            "{id:'" + id + "',projectRoot:'/not/there',harness:'cursor'" + more + "}")
        .toString();
  }

  @Order(1)
  @Test
  void theIdOfAManagedSessionIsTaken() throws IOException {
    requireError(
        contract.post("/sessions/external", external(past, "")),
        409,
        "session_id_conflict",
        of(past));
  }

  static Stream<Arguments> badActions() {
    return Stream.of(
        Arguments.of("", "(unknown)"),
        Arguments.of("{", "(unknown)"),
        Arguments.of("[]", "(unknown)"),
        Arguments.of("{}", ""),
        Arguments.of("{\"action\":7}", ""),
        Arguments.of("{\"action\":\"\"}", ""),
        Arguments.of("{\"action\":\"none\"}", "none"),
        Arguments.of("{\"action\":\"" + REFRESH + "x\"}", REFRESH + "x"));
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("badActions")
  void anActionThatNobodyKnowsIsRejected(String body, String action) throws IOException {
    JsonObject answer = contract.post("/actions", body).expect(400).object();
    assertFalse(answer.get("ok").getAsBoolean());
    assertFalse(answer.get("accepted").getAsBoolean());
    assertEquals("rejected", answer.get("status").getAsString());
    assertEquals(action, answer.get("action").getAsString());
    if (!action.isEmpty() && !action.equals("(unknown)")) {
      assertEquals("unknown action `" + action + "`", answer.get("reason").getAsString());
    }
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"none", "Claude", "%63laude", "claude;x"})
  void aHarnessThatNobodyKnowsHasNoManifest(String id) throws IOException {
    requireError(
        contract.ask("GET", "/capabilities/" + id),
        404,
        "harness_not_found",
        "{\"harnessId\":\"" + id + "\"}");
  }

  @Order(1)
  @ParameterizedTest
  @CsvSource({
    "'',400,invalid_request", "'?sessionId=',400,invalid_request",
    "'?sessionId=nobody',404,session_not_found",
        "'?sessionId=nobody&afterSeq=x',400,invalid_request"
  })
  void aStreamOfNothingIsAnErrorLikeAnother(String query, int status, String code)
      throws IOException {
    Reply reply = contract.ask("GET", "/events/stream" + query).expect(status);
    assertEquals(
        code, reply.object().getAsJsonObject("error").get("code").getAsString(), reply::toString);
  }

  @Order(2)
  @Test
  void aLiveSessionsTerminalIsResized() throws Exception {
    Reply reply = contract.post("/sessions/" + live + "/resize", SIZE).expect(202);
    assertEquals("{\"ok\":true,\"accepted\":true}", reply.text());
    contract.post("/sessions/" + live + "/input", "{\"data\":\"go\\n\"}").expect(202);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!contract.printed(live).contains("30 100")) {
      assertTrue(System.nanoTime() < deadline, () -> "the harness has another size");
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  @Order(2)
  @Test
  void aSessionIsArchivedAndRestoredAsOftenAsAsked() throws IOException {
    JsonObject before = contract.get("/sessions/" + past);
    JsonElement archivedAt = null;
    for (int i = 0; i < 2; i++) {
      JsonObject archived =
          contract.post("/sessions/" + past + "/archive", "").expect(200).object();
      assertTrue(archivedAt == null || archivedAt.equals(archived.get("archived_at")));
      archivedAt = archived.get("archived_at");
      assertFalse(archivedAt.isJsonNull());
      assertEquals(before.get("status"), archived.get("status"));
    }
    assertFalse(contract.ask("GET", "/sessions").text().contains(past));
    assertFalse(contract.ask("GET", "/sessions?limit=9").text().contains(past));
    assertTrue(contract.ask("GET", "/sessions?includeArchived=true").text().contains(past));
    for (int i = 0; i < 2; i++) {
      JsonObject restored =
          contract.post("/sessions/" + past + "/restore", "").expect(200).object();
      assertTrue(restored.get("archived_at").isJsonNull());
    }
    assertTrue(contract.ask("GET", "/sessions").text().contains(past));
  }

  @Order(2)
  @Test
  void anExternalSessionIsRegisteredAndCompleted() throws IOException {
    String body = external("ext-1", ",transcriptPath:'/t.jsonl',labels:['a']");
    JsonObject first = contract.post("/sessions/external", body).expect(201).object();
    assertTrue(first.get("external").getAsBoolean());
    assertEquals("running", first.get("status").getAsString());
    assertEquals("External session", first.get("title").getAsString());
    assertEquals("/not/there", first.get("project_root").getAsString());
    assertEquals("/t.jsonl", first.get("transcript_path").getAsString());
    assertEquals(first, contract.post("/sessions/external", body).expect(200).object());
    requireError(
        contract.post("/sessions/ext-1/input", "{\"data\":\"x\"}"),
        409,
        "session_not_live",
        of("ext-1"));
    requireError(
        contract.post("/sessions/ext-1/kill", ""),
        422,
        "external_session_not_killable",
        of("ext-1"));
    requireError(
        contract.post("/sessions/ext-1/complete", "{\"exitCode\":\"0\"}"),
        400,
        "invalid_request",
        "{\"reason\":\"field_type\",\"field\":\"exitCode\"}");
    JsonObject done = contract.post("/sessions/ext-1/complete", "{}").expect(200).object();
    assertEquals("completed", done.get("status").getAsString());
    contract.post("/sessions/ext-1/complete", "{\"exitCode\":0}").expect(200);
    requireError(
        contract.post("/sessions/ext-1/complete", "{\"exitCode\":1}"),
        409,
        "session_id_conflict",
        "{\"sessionId\":\"ext-1\",\"status\":\"completed\"}");
    contract.post("/sessions/external", external("ext-2", "")).expect(201);
    JsonObject failed =
        contract.post("/sessions/ext-2/complete", "{\"exitCode\":5}").expect(200).object();
    assertEquals("failed", failed.get("status").getAsString());
    assertEquals(5, failed.get("exit_code").getAsInt());
  }

  @Order(2)
  @Test
  void whatLaunchedASessionIsTold() throws IOException {
    JsonObject request = contract.get("/sessions/" + past + "/request");
    assertEquals(House.SHELL_HARNESS, request.get("harness").getAsString());
    assertEquals("echo one; echo two", request.get("prompt").getAsString());
    assertFalse(request.get("masked").getAsBoolean());
  }

  @Order(2)
  @Test
  void theKnownActionIsDone() throws IOException {
    JsonObject answer =
        contract
            .post(
                "/actions", "{\"action\":\"" + REFRESH + "\",\"origin\":\"o\",\"intentId\":\"i\"}")
            .expect(200)
            .object();
    JsonObject event = answer.getAsJsonObject("event");
    assertEquals("completed", answer.get("status").getAsString());
    assertEquals("capabilities.refreshed", event.get("kind").getAsString());
    assertEquals("o", event.get("origin").getAsString());
    assertEquals("i", event.get("intentId").getAsString());
    assertEquals(
        contract.get("/capabilities").getAsJsonArray("capabilities").size(),
        event.getAsJsonObject("payload").get("capabilities").getAsInt());
  }

  @Order(2)
  @Test
  void everyHarnessHasAManifest() throws IOException {
    JsonObject all = contract.get("/capabilities/harnesses");
    assertEquals("[]", all.get("coven_skills").toString());
    List<String> ids = new ArrayList<>();
    for (JsonElement element : all.getAsJsonArray("harness_capabilities")) {
      JsonObject manifest = element.getAsJsonObject();
      ids.add(manifest.get("harness_id").getAsString());
      assertEquals(manifest, contract.get("/capabilities/" + ids.getLast()));
    }
    assertTrue(ids.containsAll(List.of("codex", "claude", "demo")), ids::toString);
    JsonObject missing = contract.get("/capabilities/codex?refresh=1");
    assertTrue(missing.getAsJsonObject("executable").get("path").isJsonNull());
    assertFalse(missing.getAsJsonObject("global_instructions").get("present").getAsBoolean());
  }

  @Order(2)
  @Test
  void aStreamTellsEveryEventAndEndsBehindTheLast() throws IOException {
    JsonObject page = contract.get("/sessions/" + past + "/events");
    for (int known = 0; known < page.getAsJsonArray("events").size(); known++) {
      List<JsonElement> wanted =
          page.getAsJsonArray("events")
              .asList()
              .subList(known, page.getAsJsonArray("events").size());
      long after =
          known == 0
              ? 0
              : page.getAsJsonArray("events")
                  .get(known - 1)
                  .getAsJsonObject()
                  .get("seq")
                  .getAsLong();
      assertEquals(wanted, streamed("&afterSeq=" + after, "X: y"));
      assertEquals(wanted, streamed("&afterSeq=999999", "Last-Event-ID: " + after));
    }
  }

  /** The events of a stream, each of which must say of itself what stands around it. */
  private List<JsonElement> streamed(String query, String header) throws IOException {
    try (RawHttp http = contract.connect()) {
      http.send(
          "GET /api/v1/events/stream?sessionId=%s%s HTTP/1.0\r\n%s\r\n\r\n"
              .formatted(past, query, header));
      Reply head = http.receiveHead().expect(200);
      assertEquals(List.of("text/event-stream"), head.values("Content-Type"), head::head);
      assertEquals(List.of(), head.values("Content-Length"), head::head);
      assertEquals(List.of(), head.values("Transfer-Encoding"), head::head);
      List<JsonElement> events = new ArrayList<>();
      for (String message : new String(http.receiveToEnd(), StandardCharsets.UTF_8).split("\n\n")) {
        if (!message.startsWith(":")) {
          String[] lines = message.split("\n");
          JsonObject event =
              JsonParser.parseString(lines[2].substring("data: ".length())).getAsJsonObject();
          assertEquals("id: " + event.get("seq"), lines[0]);
          assertEquals("event: " + event.get("kind").getAsString(), lines[1]);
          events.add(event);
        }
      }
      return events;
    }
  }

  @Order(3)
  @Test
  void aSessionIsDeletedWithItsEvents() throws IOException {
    Reply reply = contract.ask("DELETE", "/sessions/" + past).expect(200);
    assertEquals("{\"ok\":true,\"deleted\":true}", reply.text());
    for (String below : List.of("", "/events", "/log")) {
      requireError(
          contract.ask("GET", "/sessions/" + past + below), 404, "session_not_found", of(past));
    }
    requireError(contract.ask("DELETE", "/sessions/" + past), 404, "session_not_found", of(past));
  }

  @Order(4)
  @Test
  void whatIsLeftIsEnded() throws Exception {
    contract.post("/sessions/" + live + "/kill", "").expect(202);
    assertEquals("killed", contract.awaitEnd(live, LIMIT).get("status").getAsString());
  }
}
