package dev.coven.it;

import static dev.coven.it.Contract.requireError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.Api;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events by both paths, the log, and all cursors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractEventsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MAX_ANSWER = 4 * 1024 * 1024;

  @AutoClose private final Contract contract = Contract.open();
  private String id;
  private String other;
  private List<JsonObject> all;

  @BeforeAll
  void launch() throws Exception {
    try (Api api = contract.house().api()) {
      id =
          api.launch(
              contract.home().project(),
              House.SHELL_HARNESS,
              "for i in 1 2 3 4 5; do echo line $i; read answer; done; printf '\\377'; exit 4");
      other = api.launch(contract.home().project(), House.SHELL_HARNESS, "exit 0");
      for (int i = 1; i <= 5; i++) {
        awaitText("line " + i);
        JsonObject input = new JsonObject();
        input.addProperty("data", "answer " + i + "\n");
        api.post("/sessions/" + id + "/input", input).expect(202);
      }
      api.awaitEnd(id, LIMIT);
      api.awaitEnd(other, LIMIT);
      all = api.allEvents(id);
    }
  }

  private void awaitText(String text) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!contract.printed(id).contains(text)) {
      assertTrue(System.nanoTime() < deadline, () -> text + " is not printed");
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"", "?", "?sessionId", "?sessionId=", "?limit=1", "?sessionid=x"})
  void eventsOfNoSessionAreRefused(String query) throws IOException {
    Reply reply = contract.ask("GET", "/api/v1/events" + query);
    requireError(reply, 400, "invalid_request", "");
    assertEquals(
        "sessionId query parameter is required.",
        reply.object().getAsJsonObject("error").get("message").getAsString());
  }

  @Order(1)
  @ParameterizedTest
  @CsvSource({
    "limit,x",
    "limit,''",
    "limit,1.5",
    "limit,1e3",
    "limit,0x10",
    "limit,%31",
    "afterSeq,x",
    "afterSeq,''",
    "afterSeq,1.5",
    "afterSeq,--1",
    "afterSeq,null"
  })
  void aBadNumberIsNamedWithItsText(String name, String value) throws IOException {
    JsonObject details = new JsonObject();
    details.addProperty(name, value);
    for (String path :
        List.of(
            "/sessions/" + id + "/events?",
            "/sessions/" + id + "/log?",
            "/events?sessionId=" + id + "&")) {
      requireError(
          contract.ask("GET", path + name + "=" + value),
          400,
          "invalid_request",
          details.toString());
    }
  }

  private JsonObject events(String query) throws IOException {
    JsonObject page = contract.get("/events?sessionId=" + id + query);
    assertEquals(page, contract.get("/sessions/" + id + "/events" + query.replaceFirst("^&", "?")));
    assertEquals(Set.of("events", "nextCursor", "hasMore"), page.keySet());
    return page;
  }

  private static List<Long> seqs(JsonObject page) {
    return page.getAsJsonArray("events").asList().stream()
        .map(event -> event.getAsJsonObject().get("seq").getAsLong())
        .toList();
  }

  private List<Long> seqs() {
    return all.stream().map(event -> event.get("seq").getAsLong()).toList();
  }

  @Order(2)
  @Test
  void bothPathsTellTheSameOfEveryEvent() throws IOException {
    JsonObject page = events("");
    assertEquals(all, page.getAsJsonArray("events").asList());
    assertFalse(page.get("hasMore").getAsBoolean());
    assertEquals(seqs().getLast(), page.getAsJsonObject("nextCursor").get("afterSeq").getAsLong());
    long before = 0;
    for (JsonObject event : all) {
      assertEquals(
          Set.of("seq", "id", "session_id", "kind", "payload_json", "created_at"), event.keySet());
      assertEquals(id, event.get("session_id").getAsString());
      assertTrue(event.get("seq").getAsLong() > before);
      before = event.get("seq").getAsLong();
      assertTrue(JsonParser.parseString(event.get("payload_json").getAsString()).isJsonObject());
    }
  }

  @Order(2)
  @Test
  void eachKindHasItsPayload() {
    StringBuilder typed = new StringBuilder();
    for (JsonObject event : all) {
      JsonObject payload = Api.payload(event);
      switch (event.get("kind").getAsString()) {
        case "output" -> assertTrue(Set.of("data", "raw").containsAll(payload.keySet()));
        case "input" -> typed.append(payload.get("data").getAsString());
        case "exit" ->
            assertEquals("{\"exitCode\":4,\"status\":\"failed\"}", sorted(payload).toString());
        default -> throw new AssertionError("unexpected: " + event);
      }
    }
    assertEquals("answer 1\nanswer 2\nanswer 3\nanswer 4\nanswer 5\n", typed.toString());
    assertEquals("exit", all.getLast().get("kind").getAsString());
  }

  private static JsonObject sorted(JsonObject payload) {
    JsonObject sorted = new JsonObject();
    payload.keySet().stream().sorted().forEach(name -> sorted.add(name, payload.get(name)));
    return sorted;
  }

  @Order(2)
  @Test
  void whatIsNoTextComesAsReplacementAndAsBytes() {
    JsonObject last =
        all.stream()
            .filter(event -> event.get("kind").getAsString().equals("output"))
            .map(Api::payload)
            .filter(payload -> payload.has("raw"))
            .findFirst()
            .orElseThrow();
    assertTrue(last.get("data").getAsString().endsWith("\ufffd"), last::toString);
  }

  @Order(2)
  @ParameterizedTest
  @CsvSource({
    "0,1",
    "-5,1",
    "-99999999999999999999,1",
    "1,1",
    "2,2",
    "+2,2",
    "1000,0",
    "1001,0",
    "99999999999999999999,0"
  })
  void aLimitIsTakenIntoItsBounds(String limit, int wanted) throws IOException {
    JsonObject page = events("&limit=" + limit);
    assertEquals(wanted == 0 ? all.size() : wanted, page.getAsJsonArray("events").size());
    assertEquals(wanted != 0, page.get("hasMore").getAsBoolean());
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void pagesFollowEachOtherWithoutGapOrRepeat(int limit) throws IOException {
    List<Long> seen = new ArrayList<>();
    long after = 0;
    JsonObject page;
    do {
      page = events("&limit=" + limit + "&afterSeq=" + after);
      seen.addAll(seqs(page));
      after = page.getAsJsonObject("nextCursor").get("afterSeq").getAsLong();
    } while (page.get("hasMore").getAsBoolean());
    assertEquals(seqs(), seen);
    JsonObject behind = events("&afterSeq=" + after);
    assertEquals(new JsonArray(), behind.get("events"));
    assertTrue(behind.get("nextCursor").isJsonNull());
    assertFalse(behind.get("hasMore").getAsBoolean());
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "-99999999999999999999", "+0"})
  void aNegativeCursorIsTheBegin(String after) throws IOException {
    assertEquals(seqs(), seqs(events("&afterSeq=" + after)));
  }

  @Order(2)
  @Test
  void anEventsIdIsACursorToo() throws IOException {
    String third = all.get(2).get("id").getAsString();
    assertEquals(seqs().subList(3, all.size()), seqs(events("&afterEventId=" + third)));
    assertEquals(seqs().subList(3, 4), seqs(events("&limit=1&afterEventId=" + third)));
  }

  @Order(2)
  @ParameterizedTest
  @ValueSource(strings = {"none", "", "%7a", "7"})
  void anEventNobodyKnowsNarrowsNothing(String event) throws IOException {
    assertEquals(seqs(), seqs(events("&afterEventId=" + event)));
  }

  @Order(2)
  @Test
  void aSequenceCountsBeforeAnId() throws IOException {
    String third = all.get(2).get("id").getAsString();
    assertEquals(seqs(), seqs(events("&afterSeq=0&afterEventId=" + third)));
  }

  @Order(2)
  @Test
  void eventsOfAnotherSessionAreNotTold() throws IOException {
    List<Long> theirs = seqs(contract.get("/sessions/" + other + "/events"));
    assertEquals(1, theirs.size());
    assertFalse(seqs().contains(theirs.getFirst()));
  }

  @Order(2)
  @Test
  void theLogTellsThemToPeople() throws IOException {
    JsonArray log = contract.ask("GET", "/api/v1/sessions/" + id + "/log").expect(200).array();
    assertEquals(all.size(), log.size());
    for (int i = 0; i < log.size(); i++) {
      JsonObject entry = log.get(i).getAsJsonObject();
      JsonObject event = all.get(i);
      assertEquals(Set.of("ts", "level", "message"), entry.keySet());
      assertEquals(event.get("created_at"), entry.get("ts"));
      String payload = event.get("payload_json").getAsString();
      String wanted =
          switch (event.get("kind").getAsString()) {
            case "output" -> Api.payload(event).get("data").getAsString();
            case "input" -> "> " + Api.payload(event).get("data").getAsString();
            default -> event.get("kind").getAsString() + ": " + payload;
          };
      assertEquals(wanted, entry.get("message").getAsString());
    }
    JsonArray one =
        contract
            .ask("GET", "/sessions/" + id + "/log?limit=1&afterSeq=" + seqs().getFirst())
            .array();
    assertEquals(List.of(log.get(1)), one.asList());
  }

  @Order(3)
  @Test
  void moreThan4MiBComeInPagesOnly() throws Exception {
    String much;
    try (Api api = contract.house().api()) {
      much =
          api.launch(
              contract.home().project(),
              House.SHELL_HARNESS,
              "head -c 6000000 /dev/zero | tr '\\0' x");
      api.awaitEnd(much, LIMIT);
    }
    for (String path :
        List.of(
            "/events?sessionId=" + much,
            "/sessions/" + much + "/events",
            "/sessions/" + much + "/log")) {
      requireError(
          contract.ask("GET", path), 413, "event_response_too_large", "{\"maxBytes\":4194304}");
    }
    long bytes = 0;
    long after = 0;
    boolean more = true;
    int pages = 0;
    while (more) {
      Reply reply =
          contract
              .ask("GET", "/sessions/" + much + "/events?limit=1000&afterSeq=" + after)
              .expect(200);
      assertTrue(reply.body().length <= MAX_ANSWER);
      JsonObject page = reply.object();
      for (JsonElement event : page.getAsJsonArray("events")) {
        JsonObject payload = Api.payload(event.getAsJsonObject());
        bytes += payload.has("data") ? payload.get("data").getAsString().length() : 0;
      }
      more = page.get("hasMore").getAsBoolean();
      after = page.getAsJsonObject("nextCursor").get("afterSeq").getAsLong();
      pages++;
    }
    assertEquals(6_000_000, bytes);
    assertTrue(pages > 1);
  }
}
