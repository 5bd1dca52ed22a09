package dev.coven.it;

import static dev.coven.it.Contract.requireError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that exist: list, record, input, kill, and the limit of live ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractSessionsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int SESSIONS = 7;

  /** The one that lives, and one more. */
  private static final int MAX_LIVE = 2;

  @AutoClose private final Contract contract = Contract.open("[sessions]\nmax-live = 2\n");
  private String live;
  private final List<String> ended = new ArrayList<>();

  @BeforeAll
  void launch() throws Exception {
    try (Api api = contract.house().api()) {
      for (int i = 0; i < SESSIONS - 1; i++) {
        ended.add(api.launch(contract.home().project(), House.SHELL_HARNESS, "exit 0"));
        api.awaitEnd(ended.getLast(), LIMIT);
      }
      live = api.launch(contract.home().project(), House.SHELL_HARNESS, "stty -echo; exec cat");
    }
  }

  private static ContractCase parameter(String query, String name, String value) {
    JsonObject details = new JsonObject();
    details.addProperty(name, value);
    return new ContractCase(
        query, "GET /api/v1/sessions?" + query, "", 400, "invalid_request", details.toString());
  }

  private static String cursor(String plain) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<ContractCase> badParameters() {
    Stream<ContractCase> limits =
        Stream.of("0", "-1", "1001", "x", "", "1.5", "%31", "99999999999999999999", "0x10")
            .map(value -> parameter("limit=" + value, "limit", value));
    Stream<ContractCase> archived =
        Stream.of("1", "yes", "", "TRUE", "true&x=%zz")
            .map(value -> parameter("includeArchived=" + value, "includeArchived", value))
            .filter(one -> !one.name().contains("&"));
    Stream<ContractCase> cursors =
        Stream.of(
                "",
                "x",
                "!!!",
                cursor("1"),
                cursor(":a"),
                cursor("x:a"),
                cursor("1:a") + "=",
                cursor("1:a") + "A",
                "MTph%0A")
            .map(value -> parameter("cursor=" + value, "cursor", value));
    return Stream.of(limits, archived, cursors).flatMap(cases -> cases);
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("badParameters")
  void aBadParameterIsNamedWithItsText(ContractCase refused) throws IOException {
    refused.check(contract);
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"", "/events", "/log"})
  void aSessionThatIsNotThereIsNotFound(String below) throws IOException {
    requireError(
        contract.ask("GET", "/api/v1/sessions/nobody" + below),
        404,
        "session_not_found",
        "{\"sessionId\":\"nobody\"}");
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"/input", "/kill"})
  void nobodyIsTypedToOrKilled(String below) throws IOException {
    for (String body : List.of("", "{", "{}", "{\"data\":\"x\"}")) {
      requireError(
          contract.post("/sessions/nobody" + below, body),
          404,
          "session_not_found",
          "{\"sessionId\":\"nobody\"}");
      requireError(
          contract.post("/sessions/" + ended.getFirst() + below, body),
          409,
          "session_not_live",
          "{\"sessionId\":\"" + ended.getFirst() + "\"}");
    }
  }

  private ContractCase input(String body, String details) {
    String request = "POST /api/v1/sessions/" + live + "/input";
    return new ContractCase(body, request, body, 400, "invalid_request", details);
  }

  Stream<ContractCase> badInputs() {
    String malformed = "{\"reason\":\"body_malformed\"}";
    String missing = "{\"reason\":\"field_missing\",\"field\":\"data\"}";
    String type = "{\"reason\":\"field_type\",\"field\":\"data\"}";
    return Stream.of(
        input("", malformed),
        input("{", malformed),
        input("[\"data\"]", malformed),
        input("\"data\"", malformed),
        input("{}", missing),
        input("{\"Data\":\"x\"}", missing),
        input("{\"data\":null}", type),
        input("{\"data\":7}", type),
        input("{\"data\":[\"x\"]}", type),
        input("{\"data\":{}}", type),
        input("{\"data\":true}", type));
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("badInputs")
  void aBadInputIsRefused(ContractCase refused) throws IOException {
    refused.check(contract);
  }

  @Order(1)
  @Test
  void aLaunchBeyondTheLimitIsToldToComeBack() throws Exception {
    JsonObject request = new JsonObject();
    request.addProperty("projectRoot", contract.home().project().toString());
    request.addProperty("harness", House.SHELL_HARNESS);
    request.addProperty("prompt", "exec sleep 1000");
    List<String> more = new ArrayList<>();
    for (int i = 1; i < MAX_LIVE; i++) {
      more.add(
          contract.post("/sessions", "" + request).expect(201).object().get("id").getAsString());
    }
    Reply reply = contract.post("/sessions", request.toString());
    requireError(reply, 503, "runtime_unavailable", "");
    assertEquals(List.of("1"), reply.values("Retry-After"));
    for (String id : more) {
      contract.post("/sessions/" + id + "/kill", "").expect(202);
      ended.add(id);
      assertEquals("killed", contract.awaitEnd(id, LIMIT).get("status").getAsString());
    }
  }

  private static List<String> ids(JsonArray sessions) {
    return sessions.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(session -> session.get("id").getAsString())
        .toList();
  }

  @Order(2)
  @Test
  void withoutParametersAllAreAnArrayNewestFirst() throws IOException {
    JsonArray all = contract.ask("GET", "/api/v1/sessions").expect(200).array();
    assertEquals(ended.size() + 1, all.size());
    List<JsonObject> sorted =
        all.asList().stream()
            .map(JsonElement::getAsJsonObject)
            .sorted(
                Comparator.comparing((JsonObject one) -> one.get("created_at").getAsString())
                    .thenComparing(one -> one.get("id").getAsString())
                    .reversed())
            .toList();
    assertEquals(sorted, all.asList());
    assertEquals(all, contract.ask("GET", "/api/v1/sessions?unknown=1").expect(200).array());
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"limit=1000", "includeArchived=false", "includeArchived=true"})
  void withAnyParameterTheyAreAPage(String query) throws IOException {
    JsonObject page = contract.get("/sessions?" + query);
    assertEquals(Set.of("sessions", "next_cursor"), page.keySet());
    assertEquals(ended.size() + 1, page.getAsJsonArray("sessions").size());
    assertTrue(page.get("next_cursor").isJsonNull());
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void pagesFollowEachOtherWithoutGapOrRepeat(int limit) throws IOException {
    List<String> seen = new ArrayList<>();
    JsonObject page = contract.get("/sessions?limit=" + limit);
    seen.addAll(ids(page.getAsJsonArray("sessions")));
    while (!page.get("next_cursor").isJsonNull()) {
      assertEquals(limit, page.getAsJsonArray("sessions").size());
      String cursor = page.get("next_cursor").getAsString();
      assertTrue(cursor.matches("[A-Za-z0-9_-]+"), cursor);
      page = contract.get("/sessions?limit=" + limit + "&cursor=" + cursor);
      seen.addAll(ids(page.getAsJsonArray("sessions")));
    }
    assertEquals(ids(contract.ask("GET", "/sessions").array()), seen);
  }

  @Order(2)
  @Test
  void theFirstOfARepeatedParameterCounts() throws IOException {
    JsonObject page = contract.get("/sessions?limit=1&limit=x");
    assertEquals(1, page.getAsJsonArray("sessions").size());
  }

  @Order(2)
  @Test
  void aRecordIsTheListsEntry() throws IOException {
    for (JsonElement entry : contract.ask("GET", "/sessions").array()) {
      JsonObject session = entry.getAsJsonObject();
      assertEquals(session, contract.get("/sessions/" + session.get("id").getAsString()));
    }
  }

  @Order(3)
  @Test
  void whatIsTypedReachesTheHarnessWholeAndInOrder() throws Exception {
    StringBuilder typed = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      String line = "line " + i + " äöü 中\n";
      typed.append(line);
      JsonObject input = new JsonObject();
      input.addProperty("data", line);
      assertEquals(
          "{\"ok\":true,\"accepted\":true}",
          contract
              .post("/sessions/" + live + "/input", "" + input)
              .expect(202)
              .object()
              .toString());
    }
    JsonObject end = new JsonObject();
    end.addProperty("data", "\u0004");
    contract.post("/sessions/" + live + "/input", end.toString()).expect(202);
    JsonObject record = contract.awaitEnd(live, LIMIT);
    // It has no conversation to go on with.
    assertEquals("completed", record.get("status").getAsString());
    assertEquals(typed.toString().replace("\n", "\r\n"), contract.printed(live));
  }

  @Order(4)
  @Test
  void aKillIsAcceptedAndTheRecordFollows() throws Exception {
    JsonObject request = new JsonObject();
    request.addProperty("projectRoot", contract.home().project().toString());
    request.addProperty("harness", House.SHELL_HARNESS);
    request.addProperty("prompt", "exec sleep 1000");
    JsonObject record = contract.post("/sessions", request.toString()).expect(201).object();
    String id = record.get("id").getAsString();
    assertEquals(
        "{\"ok\":true,\"accepted\":true}",
        contract.post("/sessions/" + id + "/kill", "").expect(202).object().toString());
    JsonObject killed = contract.awaitEnd(id, LIMIT);
    assertEquals("killed", killed.get("status").getAsString());
    assertNotEquals(record.get("updated_at"), killed.get("updated_at"));
    requireError(
        contract.post("/sessions/" + id + "/kill", ""),
        409,
        "session_not_live",
        "{\"sessionId\":\"" + id + "\"}");
    List<String> kinds = new ArrayList<>();
    for (JsonElement event : contract.get("/sessions/" + id + "/events").getAsJsonArray("events")) {
      kinds.add(event.getAsJsonObject().get("kind").getAsString());
    }
    assertEquals(List.of("kill", "exit"), kinds);
  }
}
