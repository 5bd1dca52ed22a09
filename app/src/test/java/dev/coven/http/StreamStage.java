package dev.coven.http;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.Api;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import dev.coven.http.unix.UnixHttpLimits;
import dev.coven.http.unix.UnixHttpServer;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.StoredSession;
import dev.coven.ledger.TestLedger;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Event streams over a ledger that tests write, and the page of events to compare them with. */
final class StreamStage implements AutoCloseable {
  final TestLedger ledger;
  final EventStreams streams;
  final UnixHttpServer server;
  final Path socket;
  private final AFUNIXServerSocketChannel listener;
  private final List<StreamClient> clients = new ArrayList<>();

  /**
   * A stage.
   *
   * @param commentEvery how long a stream may be silent
   * @param writeTimeout how long an ordinary answer may stand still
   */
  StreamStage(Path directory, Duration commentEvery, Duration writeTimeout) throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
    AnswerMemory memory = new AnswerMemory();
    streams = new EventStreams(ledger.ledger, memory, commentEvery);
    EventsResource events = new EventsResource(ledger.ledger, streams);
    socket = directory.resolve("s");
    listener = AFUNIXServerSocketChannel.open();
    listener.bind(AFUNIXSocketAddress.of(socket));
    UnixHttpLimits d = UnixHttpLimits.DEFAULT;
    server =
        new UnixHttpServer(
            listener,
            new UnixHttpLimits(
                d.headerBytes(),
                d.requestLineBytes(),
                d.bodyBytes(),
                d.headerTimeout(),
                d.bodyTimeout(),
                d.idleTimeout(),
                d.firstRequest(),
                writeTimeout,
                d.connections()),
            new Router(
                memory,
                new RefusalLog(System::nanoTime),
                List.of(
                    Route.listing("/events", events::bySessionId),
                    Route.of(Methods.GET, "/events/stream", true, events::stream))),
            _ -> true,
            _ -> new byte[0],
            _ -> {});
    server.start();
  }

  StreamStage(Path directory) throws Exception {
    this(directory, Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  StreamClient client() throws Exception {
    StreamClient client = new StreamClient(socket);
    clients.add(client);
    return client;
  }

  /** A client that has asked for a session's events, and got the head. */
  StreamClient follow(String id, long after) throws Exception {
    StreamClient client = client();
    StreamClient.Head head =
        client.ask("GET", "/api/v1/events/stream?sessionId=" + id + "&afterSeq=" + after);
    if (head.status() != 200) {
      throw new AssertionError(head.toString());
    }
    return client;
  }

  /** Adds small events of their own transactions. */
  void add(StoredSession session, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      JsonObject payload = new JsonObject();
      payload.addProperty("data", "e" + i);
      ledger.commit(
          transaction -> {
            transaction.event(session.key(), EventKind.INPUT, payload);
            return null;
          });
    }
  }

  /** Prints events of 64 KiB, each of which begins with its number, and ends the lane. */
  void printLarge(StoredSession session, int events) throws Exception {
    OutputLane lane = ledger.writer.openLane(session.key());
    for (int i = 0; i < events; i++) {
      byte[] bytes = new byte[Api.MAX_OUTPUT_EVENT_BYTES];
      // Escapes are what makes the message seven times as long as the event.
      Arrays.fill(bytes, i % 3 == 0 ? (byte) 0x1b : (byte) ('a' + i % 26));
      byte[] number = (i + " ").getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(number, 0, bytes, 0, number.length);
      lane.append(bytes, 0, bytes.length);
    }
    Wait.result(lane.finish(_ -> null));
  }

  void end(StoredSession session) throws Exception {
    ledger.commit(transaction -> transaction.end(session.key(), SessionStatus.COMPLETED, 0));
  }

  /** Reads a stream to its end on a thread of its own. */
  static CompletableFuture<List<StreamClient.Message>> readOn(StreamClient client) {
    CompletableFuture<List<StreamClient.Message>> messages = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                messages.complete(client.rest());
              } catch (Throwable e) {
                messages.completeExceptionally(e);
              }
            });
    return messages;
  }

  /** The data of all events among messages. */
  static List<String> data(List<StreamClient.Message> messages) {
    return messages.stream().map(StreamClient.Message::data).filter(d -> d != null).toList();
  }

  /** The session's events as the ledger has them, as a page would show them. */
  List<String> stored(StoredSession session) throws Exception {
    List<String> events = new ArrayList<>();
    byte[] quoted = JsonTextWriter.quoted(session.record().id());
    ledger
        .events(session.record().id())
        .forEach(
            event -> {
              AnswerBuffer bytes = new AnswerBuffer();
              EventJson.event(event, quoted, bytes);
              StringBuilder text = new StringBuilder();
              bytes.pieces().forEach(piece -> text.append(StandardCharsets.UTF_8.decode(piece)));
              events.add(text.toString());
            });
    return events;
  }

  @Override
  public void close() throws IOException {
    for (StreamClient client : clients) {
      client.close();
    }
    server.close();
    listener.close();
    ledger.close();
  }
}
