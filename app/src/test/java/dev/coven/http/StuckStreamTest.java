package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.http.StreamClient.Message;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.StoredSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do not read, and what becomes of them and of others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StuckStreamTest {
  private static final Duration WRITE_TIMEOUT = Duration.ofMillis(100);

  /** Far more than a socket holds. */
  private static final int LARGE_EVENTS = 30;

  @TempDir private Path directory;
  private StreamStage stage;
  private StoredSession session;

  @BeforeEach
  void open() throws Exception {
    stage = new StreamStage(directory, Duration.ofMillis(20), WRITE_TIMEOUT);
    session = stage.ledger.running("s", 1);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void oneThatDoesNotReadGetsAllOfItWhenItDoes() throws Exception {
    stage.printLarge(session, LARGE_EVENTS);
    List<StreamClient> stuck = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stuck.add(stage.follow("s", 0));
    }
    StreamClient swift = stage.follow("s", 0);
    CompletableFuture<List<Message>> all = StreamStage.readOn(swift);
    stage.add(session, 10);
    stage.end(session);
    assertEquals(stage.stored(session), StreamStage.data(Wait.result(all)));
    awaitWriteTimeout();
    for (StreamClient client : stuck) {
      assertEquals(stage.stored(session), StreamStage.data(client.rest()));
    }
  }

  @Test
  void oneThatReadsInSmallStepsGetsEveryByte() throws Exception {
    Random random = new Random(20260102);
    OutputLane lane = stage.ledger.writer.openLane(session.key());
    for (int i = 0; i < 400; i++) {
      byte[] bytes = new byte[1 + random.nextInt(20_000)];
      Arrays.fill(bytes, i % 5 == 0 ? (byte) '\n' : (byte) ('a' + i % 26));
      lane.append(bytes, 0, bytes.length);
      if (i % 7 == 0) {
        stage.add(session, 1);
      }
    }
    Wait.result(lane.finish(_ -> null));
    stage.end(session);
    List<CompletableFuture<List<Message>>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      // It takes what the socket has in small pieces, so that writes break off anywhere.
      all.add(StreamStage.readOn(stage.follow("s", 0)));
    }
    for (CompletableFuture<List<Message>> one : all) {
      assertEquals(stage.stored(session), StreamStage.data(Wait.result(one)));
    }
  }

  /** Returns when an ordinary answer that began now was cut off, because nobody read it. */
  private void awaitWriteTimeout() throws Exception {
    int before = stage.server.connections();
    stage.client().ask("GET", "/events?sessionId=s&limit=1000");
    Wait.until("an ordinary answer is cut off", () -> stage.server.connections() == before);
  }

  @Test
  void anEventThatFillsTheSocketManyTimesComesWhole() throws Exception {
    JsonObject payload = new JsonObject();
    payload.addProperty("data", "\"\\\u001b".repeat(700_000));
    stage.ledger.commit(
        transaction -> {
          transaction.event(session.key(), EventKind.INPUT, payload);
          return null;
        });
    stage.add(session, 3);
    stage.end(session);
    StreamClient client = stage.follow("s", 0);
    awaitWriteTimeout();
    assertEquals(stage.stored(session), StreamStage.data(client.rest()));
  }

  @Test
  void whenTheEventIsRemovedThatItHasHalfOfItsConnectionBreaks() throws Exception {
    stage.printLarge(session, LARGE_EVENTS);
    stage.end(session);
    StreamClient stuck = stage.follow("s", 0);
    // All streams of a session get their turns together: when this one has had all, that one is
    // stuck.
    StreamClient swift = stage.follow("s", 0);
    assertEquals(stage.stored(session), StreamStage.data(swift.rest()));
    stage.ledger.eraseEvents(session.key());
    assertThrows(IOException.class, stuck::rest);
  }

  @Test
  void aDrainCutsOffWhoDoesNotReadAndTellsAllOthersToComeBack() throws Exception {
    stage.printLarge(session, LARGE_EVENTS);
    StreamClient stuck = stage.follow("s", 0);
    StreamClient swift = stage.follow("s", 0);
    assertEquals(LARGE_EVENTS, swift.history().size());
    CompletableFuture<List<Message>> rest = StreamStage.readOn(swift);
    stage.server.stopAccepting();
    stage.streams.drain(Duration.ofMillis(50));
    assertEquals("250", Wait.result(rest).getLast().retry());
    assertThrows(IOException.class, stuck::rest);
    assertTrue(stage.server.drain(Duration.ofSeconds(20)));
  }

  @Test
  void aDrainEndsSilentStreamsAtOnce() throws Exception {
    StreamClient client = stage.follow("s", 0);
    client.history();
    stage.server.stopAccepting();
    stage.streams.drain(Duration.ofSeconds(20));
    assertEquals("250", client.rest().getLast().retry());
    assertTrue(stage.server.drain(Duration.ofSeconds(20)));
  }

  @Test
  void aSessionThatEndedBeforeTheDrainIsToldToItsEnd() throws Exception {
    StreamClient client = stage.follow("s", 0);
    client.history();
    stage.end(session);
    stage.streams.drain(Duration.ofSeconds(20));
    List<Message> rest = client.rest();
    assertEquals("exit", rest.getLast().event());
  }
}
