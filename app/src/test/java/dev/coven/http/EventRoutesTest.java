package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.Api;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.http.HttpStage.Answer;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.StoredSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventRoutesTest {
  @TempDir private Path directory;
  private HttpStage http;
  private StoredSession session;

  @BeforeEach
  void open() throws Exception {
    http = new HttpStage(directory);
    session = http.ledger.running("s", 1);
  }

  @AfterEach
  void close() {
    http.close();
  }

  private void addEvents(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      JsonObject payload = new JsonObject();
      payload.addProperty("data", "e" + i);
      http.ledger.commit(
          transaction -> {
            transaction.event(session.key(), EventKind.INPUT, payload);
            return null;
          });
    }
  }

  /** Output of 64 KiB events whose JSON is seven times as long: a terminal's escapes. */
  private void addEscapes(int events) throws Exception {
    OutputLane lane = http.ledger.writer.openLane(session.key());
    byte[] bytes = new byte[Api.MAX_OUTPUT_EVENT_BYTES];
    Arrays.fill(bytes, (byte) 0x1b);
    for (int i = 0; i < events; i++) {
      lane.append(bytes, 0, bytes.length);
    }
    Wait.result(lane.finish(transaction -> null));
  }

  private static List<Long> seqs(JsonArray events) {
    return events.asList().stream().map(e -> e.getAsJsonObject().get("seq").getAsLong()).toList();
  }

  @Test
  void bothRoutesAnswerAlike() throws Exception {
    addEvents(3);
    Answer bySession = http.get("/api/v1/sessions/s/events");
    assertEquals(bySession.text(), http.get("/events?sessionId=s").text());
    JsonObject first = bySession.object().getAsJsonArray("events").get(0).getAsJsonObject();
    assertEquals("s", first.get("session_id").getAsString());
    assertEquals("input", first.get("kind").getAsString());
    assertEquals("{\"data\":\"e0\"}", first.get("payload_json").getAsString());
    assertEquals("evt-" + first.get("seq").getAsLong(), first.get("id").getAsString());
    assertTrue(first.get("created_at").getAsString().matches("[0-9T:.-]+Z"));
    assertEquals(6, first.size());
  }

  @Test
  void withoutASessionThereIsNoAnswer() throws IOException {
    for (String path : List.of("/events", "/events?sessionId=", "/events?limit=1")) {
      Answer answer = http.get(path);
      assertEquals(400, answer.status());
      assertEquals("invalid_request", answer.code());
      assertEquals(
          "sessionId query parameter is required.", answer.error().get("message").getAsString());
    }
    assertEquals("session_not_found", http.get("/events?sessionId=none").code());
    assertEquals("session_not_found", http.get("/sessions/none/log").code());
  }

  @Test
  void anEmptyPageHasNoCursor() throws IOException {
    assertEquals(
        "{\"events\":[],\"nextCursor\":null,\"hasMore\":false}",
        http.get("/sessions/s/events").text());
    assertEquals("[]", http.get("/sessions/s/log").text());
  }

  @ParameterizedTest
  @CsvSource({
    "5,5,true",
    "9,9,true",
    "10,10,false",
    "11,10,false",
    "0,1,true",
    "-7,1,true",
    "99999,10,false",
    "99999999999999999999,10,false",
    "-99999999999999999999,1,true",
    "+2,2,true"
  })
  void aLimitIsBroughtIntoItsRange(String limit, int count, boolean more) throws Exception {
    addEvents(10);
    JsonObject page = http.get("/sessions/s/events?limit=" + limit).object();
    List<Long> seqs = seqs(page.getAsJsonArray("events"));
    assertEquals(count, seqs.size());
    assertEquals(more, page.get("hasMore").getAsBoolean());
    assertEquals(seqs.getLast(), page.getAsJsonObject("nextCursor").get("afterSeq").getAsLong());
  }

  @Test
  void aPageHasAtMostAThousand() throws Exception {
    addEvents(1002);
    JsonObject page = http.get("/sessions/s/events?limit=100000").object();
    assertEquals(1000, page.getAsJsonArray("events").size());
    assertTrue(page.get("hasMore").getAsBoolean());
    assertEquals(1002, http.get("/sessions/s/events").object().getAsJsonArray("events").size());
  }

  @ParameterizedTest
  @CsvSource({
    "limit,abc",
    "limit,1.5",
    "limit,''",
    "afterSeq,1.5",
    "afterSeq,x",
    "afterSeq,''",
    "afterSeq,1e3",
    "limit,0x10"
  })
  void whatIsNoWholeNumberIsNamed(String name, String value) throws IOException {
    for (String route : List.of("/sessions/s/events", "/sessions/s/log")) {
      Answer answer = http.get(route + "?" + name + "=" + value);
      assertEquals(400, answer.status());
      assertEquals("invalid_request", answer.code());
      assertEquals(value, answer.details().get(name).getAsString());
    }
  }

  @Test
  void readingGoesOnAfterASeqOrAnEvent() throws Exception {
    addEvents(5);
    List<Long> all = seqs(http.get("/sessions/s/events").object().getAsJsonArray("events"));
    long second = all.get(1);
    String path = "/sessions/s/events?";
    assertEquals(all.subList(2, 5), page(path + "afterSeq=" + second));
    assertEquals(all.subList(2, 5), page(path + "afterEventId=evt-" + second));
    assertEquals(all, page(path + "afterSeq=-5"));
    assertEquals(all, page(path + "afterEventId=evt-99999"));
    assertEquals(all, page(path + "afterEventId=unknown"));
    assertEquals(all, page(path + "afterSeq=0&afterEventId=evt-" + second), "the number counts");
    assertEquals(List.of(), page(path + "afterSeq=99999999999999999999"));
    assertEquals(all.subList(2, 3), page(path + "limit=1&afterSeq=" + second));
  }

  private List<Long> page(String path) throws IOException {
    return seqs(http.get(path).object().getAsJsonArray("events"));
  }

  @Test
  void aLimitedPageEndsEarlyAndTheNextGoesOn() throws Exception {
    addEscapes(20);
    List<Long> seen = new ArrayList<>();
    long after = 0;
    boolean more = true;
    while (more) {
      Answer answer = http.get("/sessions/s/events?limit=1000&afterSeq=" + after);
      assertEquals(200, answer.status());
      assertTrue(answer.bytes().length <= Api.MAX_BODY_BYTES);
      JsonObject page = answer.object();
      seen.addAll(seqs(page.getAsJsonArray("events")));
      after = page.getAsJsonObject("nextCursor").get("afterSeq").getAsLong();
      more = page.get("hasMore").getAsBoolean();
    }
    assertEquals(20, seen.size());
    assertEquals(seen.stream().sorted().distinct().toList(), seen);
  }

  @Test
  void anUnlimitedAnswerThatIsTooLongIsRefused() throws Exception {
    addEscapes(20);
    for (String path : List.of("/sessions/s/events", "/events?sessionId=s", "/sessions/s/log")) {
      Answer answer = http.get(path);
      assertEquals(413, answer.status());
      assertEquals("event_response_too_large", answer.code());
    }
  }

  @Test
  void outputIsWhatWasPrinted() throws Exception {
    String text = "\u001b[31m€ \"quoted\" \\ </script> \u2028\r\n";
    OutputLane lane = http.ledger.writer.openLane(session.key());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    lane.append(bytes, 0, bytes.length);
    Wait.result(lane.finish(transaction -> null));
    JsonElement event = http.get("/sessions/s/events").object().getAsJsonArray("events").get(0);
    String payload = event.getAsJsonObject().get("payload_json").getAsString();
    assertEquals(text, Json.parseObject(payload).get("data").getAsString());
    assertFalse(payload.contains("raw"));
    assertEquals(
        text,
        http.get("/sessions/s/log")
            .json()
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("message")
            .getAsString());
  }
}
