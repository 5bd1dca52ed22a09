package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.http.StreamClient.Head;
import dev.coven.http.StreamClient.Message;
import dev.coven.ledger.StoredSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of an event stream sees. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamTest {
  private static final String STREAM = "/api/v1/events/stream?sessionId=s";

  @TempDir private Path directory;
  private StreamStage stage;
  private StoredSession session;

  @BeforeEach
  void open() throws Exception {
    stage = new StreamStage(directory);
    session = stage.ledger.running("s", 1);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/events/stream,400,invalid_request,sessionId query parameter is required.",
    "/events/stream?sessionId=,400,invalid_request,sessionId query parameter is required.",
    "/events/stream?afterSeq=1,400,invalid_request,sessionId query parameter is required.",
    "/events/stream?sessionId=none,404,session_not_found,No session with this id.",
    "/events/stream?sessionId=s&afterSeq=x,400,invalid_request,`afterSeq` must be a whole number.",
    "/events/stream?sessionId=s&afterSeq=,400,invalid_request,`afterSeq` must be a whole number.",
    "/events/stream/?sessionId=s,404,not_found,Route not found.",
  })
  void whatCannotBeStreamedIsRefusedInTheUsualWords(
      String target, int status, String code, String message) throws Exception {
    for (String prefix : List.of("", "/api/v1")) {
      StreamClient client = stage.client();
      Head head = client.ask("GET", prefix + target);
      assertEquals(status, head.status());
      assertEquals(List.of("application/json"), head.values("Content-Type"));
      JsonObject error =
          JsonParser.parseString(client.body(head)).getAsJsonObject().getAsJsonObject("error");
      assertEquals(code, error.get("code").getAsString());
      assertEquals(message, error.get("message").getAsString());
    }
  }

  @Test
  void aLastEventIdThatIsNoNumberIsNamed() throws Exception {
    StreamClient client = stage.client();
    Head head = client.ask("GET", STREAM, "Last-Event-ID: evt-1");
    assertEquals(400, head.status());
    assertTrue(client.body(head).contains("\"Last-Event-ID\":\"evt-1\""));
  }

  @Test
  void anotherMethodIsNotFoundAndToldWhatIsAllowed() throws Exception {
    Head head = stage.client().ask("POST", STREAM, "Content-Length: 0");
    assertEquals(404, head.status());
    assertEquals(List.of("GET, HEAD"), head.values("Allow"));
  }

  @Test
  void anEventIsAMessageOfThreeLines() throws Exception {
    stage.add(session, 1);
    StreamClient client = stage.client();
    Head head = client.ask("GET", STREAM);
    assertEquals(200, head.status());
    assertEquals(List.of("text/event-stream"), head.values("Content-Type"));
    assertEquals(List.of(), head.values("Content-Length"));
    assertEquals(List.of("chunked"), head.values("Transfer-Encoding"));
    Message message = client.next();
    assertEquals(stage.stored(session).getFirst(), message.data());
    assertEquals(message.json().get("seq").getAsString(), message.id());
    assertEquals("input", message.event());
    assertEquals("live", client.next().comment());
  }

  @Test
  void historyComesFirstAndThenWhatHappensWithoutGapOrRepeat() throws Exception {
    stage.add(session, 100);
    StreamClient client = stage.follow("s", 0);
    assertEquals(100, client.history().size());
    for (int i = 0; i < 20; i++) {
      stage.add(session, 1);
      assertEquals(stage.stored(session).getLast(), client.next().data());
    }
    stage.end(session);
    Message last = client.next();
    assertEquals("exit", last.event());
    assertNull(client.next(), "it ends after the session's last event");
  }

  @Test
  void whoComesWhileItHappensMissesNothing() throws Exception {
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    stage.add(session, 300);
                    stage.end(session);
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
    List<List<String>> seen = new java.util.ArrayList<>();
    for (int i = 0; i < 20; i++) {
      seen.add(StreamStage.data(stage.follow("s", 0).rest()));
    }
    Wait.ended(writer);
    for (List<String> one : seen) {
      assertEquals(stage.stored(session), one);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',,0",
    "'&afterSeq=0',,0",
    "'&afterSeq=-7',,0",
    "'&afterSeq=3',,3",
    "'&afterSeq=99999999999999999999',,9",
    "'',4,4",
    "'&afterSeq=1',4,4",
    "'&afterSeq=4',1,1",
    "'&afterSeq=4','',4",
    "'&afterSeq=4',-1,0",
  })
  void theCursorSaysWhereItBegins(String query, String lastEvent, int known) throws Exception {
    stage.add(session, 5);
    stage.end(session);
    List<String> all = stage.stored(session);
    long first = seq(all.getFirst());
    // The ledger is this test's own, so that the events are numbered without gaps.
    assertEquals(LongStream.range(first, first + 6).boxed().toList(), seqs(all));
    assertEquals(1, first);
    StreamClient client = stage.client();
    Head head =
        lastEvent == null
            ? client.ask("GET", STREAM + query)
            : client.ask("GET", STREAM + query, "Last-Event-ID: " + lastEvent);
    assertEquals(200, head.status());
    assertEquals(
        all.subList(Math.min(known, all.size()), all.size()), StreamStage.data(client.rest()));
  }

  private static long seq(String data) {
    return JsonParser.parseString(data).getAsJsonObject().get("seq").getAsLong();
  }

  private static List<Long> seqs(List<String> events) {
    return events.stream().map(EventStreamTest::seq).toList();
  }

  @Test
  void aSessionThatEndedLongAgoIsToldToItsEnd() throws Exception {
    stage.add(session, 3);
    stage.end(session);
    StreamClient client = stage.client();
    for (int i = 0; i < 3; i++) {
      client.ask("GET", STREAM);
      List<Message> messages = client.rest();
      assertEquals(stage.stored(session), StreamStage.data(messages));
      assertEquals("exit", messages.getLast().event());
      // The connection carries the next request.
    }
  }

  @Test
  void anOrphanedSessionEndsWithItsRecovery() throws Exception {
    StreamClient client = stage.follow("s", 0);
    client.history();
    stage.ledger.commit(transaction -> transaction.recover(Set.of()));
    List<Message> messages = client.rest();
    assertEquals("recovery", messages.getLast().event());
    assertEquals(1, messages.size());
  }

  @Test
  void aRecoveryThatAdoptsIsNotTheEnd() throws Exception {
    StreamClient client = stage.follow("s", 0);
    client.history();
    JsonObject adopted = new JsonObject();
    adopted.addProperty("reason", "adopted");
    stage.ledger.commit(
        transaction -> {
          transaction.event(session.key(), EventKind.RECOVERY, adopted);
          return null;
        });
    assertEquals("recovery", client.next().event());
    stage.add(session, 1);
    assertEquals("input", client.next().event());
  }

  @Test
  void aSessionWithoutEventsIsAnnouncedAtOnce() throws Exception {
    StreamClient client = stage.follow("s", 0);
    assertEquals("live", client.next().comment());
    stage.end(session);
    assertEquals("exit", client.next().event());
  }

  @Test
  void eventsOfOthersAreNotTold() throws Exception {
    StoredSession other = stage.ledger.running("other", 2);
    StreamClient client = stage.follow("s", 0);
    client.history();
    stage.add(other, 5);
    stage.end(session);
    assertEquals(List.of("exit"), client.rest().stream().map(Message::event).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: close", "Connection: Close, x"})
  void whoWantsTheConnectionClosedReadsToItsEnd(String header) throws Exception {
    stage.add(session, 2);
    stage.end(session);
    StreamClient client = stage.client();
    Head head = client.ask("GET", STREAM, header);
    assertEquals(List.of("close"), head.values("Connection"));
    assertEquals(stage.stored(session), StreamStage.data(client.rest()));
  }

  @Test
  void theOldestVersionReadsToTheEndOfItsConnection() throws Exception {
    stage.add(session, 2);
    StreamClient client = stage.client();
    Head head = client.askAs("HTTP/1.0", "GET", STREAM);
    assertEquals(List.of(), head.values("Transfer-Encoding"));
    assertEquals(List.of("close"), head.values("Connection"));
    client.history();
    stage.end(session);
    assertEquals("exit", client.next().event());
    assertNull(client.next());
  }

  @Test
  void theHeadAloneIsThatOfTheStream() throws Exception {
    StreamClient client = stage.client();
    for (int i = 0; i < 2; i++) {
      Head head = client.ask("HEAD", STREAM);
      assertEquals(200, head.status());
      assertEquals(List.of("text/event-stream"), head.values("Content-Type"));
      assertEquals(List.of(), head.values("Content-Length"));
    }
    assertEquals(404, client.ask("HEAD", "/events/stream?sessionId=none").status());
  }

  @Test
  void silenceIsBrokenByComments() throws Exception {
    stage.close();
    open(Duration.ofMillis(20));
    StreamClient client = stage.follow("s", 0);
    client.history();
    for (int i = 0; i < 3; i++) {
      assertEquals("", client.next().comment());
    }
    stage.end(session);
    assertEquals("exit", client.nextEvent().event());
    assertNull(client.nextEvent());
  }

  private void open(Duration commentEvery) throws Exception {
    Path other = java.nio.file.Files.createDirectory(directory.resolve("other"));
    stage = new StreamStage(other, commentEvery, Duration.ofSeconds(30));
    session = stage.ledger.running("s", 1);
  }

  @Test
  void aClientThatLeavesIsForgottenAtOnce() throws Exception {
    StreamClient client = stage.follow("s", 0);
    client.history();
    assertEquals(1, stage.server.connections());
    client.close();
    Wait.until("the connection is gone", () -> stage.server.connections() == 0);
    Wait.until("the request is over", () -> stage.server.activeRequests() == 0);
  }
}
