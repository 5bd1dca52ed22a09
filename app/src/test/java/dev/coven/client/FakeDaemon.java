package dev.coven.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.Json;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.Visibility;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A daemon of few words: it answers raw HTTP from a table of routes, one thread a connection, and
 * remembers what it was asked.
 */
public final class FakeDaemon implements AutoCloseable {
  /** The moment that all its records and its start carry. */
  public static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

  private final Path socket;
  private final ServerSocketChannel listener;
  private final Map<String, Function<String, String>> routes = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean oneAnswerOnly;
  private volatile int liveSessions;
  private final AtomicInteger bytesOfNextAnswer = new AtomicInteger(Integer.MAX_VALUE);

  /** Listens at once; answers health as a healthy daemon with the pid of this process. */
  public FakeDaemon(Path socket) throws IOException {
    this.socket = socket;
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    on("GET /health", _ -> ok(health(ProcessHandle.current().pid(), true)));
    Thread.ofPlatform().daemon().name("fake-daemon").start(this::accept);
  }

  /**
   * Answers a route.
   *
   * @param route method and path, without {@code /api/v1} and without the query
   * @param answer from the request (head and body) to the whole response; null closes the
   *     connection instead
   */
  public FakeDaemon on(String route, Function<String, String> answer) {
    routes.put(route, answer);
    return this;
  }

  /** Method and target of all requests so far, without {@code /api/v1}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** How many connections were made. */
  public int connections() {
    return connections.get();
  }

  /** How many sessions it says are live; none unless told. */
  public void keepsAlive(int sessions) {
    liveSessions = sessions;
  }

  /** From now on each answer is the last of its connection. */
  public void hangUpAfterAnswer() {
    oneAnswerOnly = true;
  }

  /** The next answer breaks off after so many bytes, and its connection with it. */
  public void breakOffAfter(int bytes) {
    bytesOfNextAnswer.set(bytes);
  }

  /** Hangs up on everybody; further connections are welcome. */
  public void hangUp() throws IOException {
    for (SocketChannel channel : open) {
      try {
        // close() alone puts the end off until the thread that reads has noticed it.
        channel.shutdownOutput();
        channel.shutdownInput();
      } catch (ClosedChannelException ended) {
        continue;
      } finally {
        channel.close();
      }
    }
    open.clear();
  }

  /** A response with a JSON body. */
  public static String response(int status, String json) {
    return "HTTP/1.1 "
        + status
        + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  /** A success. */
  public static String ok(JsonObject json) {
    return response(200, json.toString());
  }

  /** A refusal in the envelope of the contract. */
  public static String refusal(int status, String code, JsonObject details) {
    JsonObject error = new JsonObject();
    error.addProperty("code", code);
    error.addProperty("message", "It says " + code + ".");
    error.add("details", details);
    JsonObject envelope = new JsonObject();
    envelope.add("error", error);
    return response(status, envelope.toString());
  }

  /** What a daemon says of itself. */
  public JsonObject health(long pid, boolean ok) {
    JsonObject daemon = new DaemonIdentity(pid, START, socket.toString()).toJson();
    daemon.addProperty("uptimeSeconds", 65);
    daemon.addProperty("instanceId", "instance-1");
    daemon.addProperty("supervisor", "none");
    daemon.addProperty("liveSessions", liveSessions);
    JsonObject ledger = new JsonObject();
    ledger.addProperty("status", "Running");
    ledger.add("failure", ok ? null : Json.nullable("disk full"));
    JsonObject components = new JsonObject();
    components.add("ledger", ledger);
    JsonObject json = new JsonObject();
    json.addProperty("ok", ok);
    json.addProperty("apiVersion", Api.VERSION);
    json.addProperty("covenVersion", "0.0.1");
    json.add("daemon", daemon);
    json.add("components", components);
    return json;
  }

  /** A session's record. */
  public static JsonObject session(String id, SessionStatus status, Integer exitCode) {
    return new SessionRecord(
            id,
            "/project",
            "demo",
            "a title",
            status,
            exitCode,
            null,
            START,
            START,
            null,
            List.of(),
            Visibility.PRIVATE,
            false,
            null)
        .toJson();
  }

  /** A page of sessions, the last one. */
  public static JsonObject sessions(JsonObject... records) {
    JsonArray array = new JsonArray();
    for (JsonObject record : records) {
      array.add(record);
    }
    JsonObject page = new JsonObject();
    page.add("sessions", array);
    page.add("next_cursor", Json.nullable((String) null));
    return page;
  }

  /** An event. */
  public static JsonObject event(long seq, String kind, String payload) {
    JsonObject json = new JsonObject();
    json.addProperty("seq", seq);
    json.addProperty("id", "event-" + seq);
    json.addProperty("session_id", "s1");
    json.addProperty("kind", kind);
    json.addProperty("payload_json", payload);
    json.addProperty("created_at", Json.format(START));
    return json;
  }

  /** The beginning of a stream, each message a chunk of its own. */
  public static String openStream(String... messages) {
    StringBuilder answer =
        new StringBuilder(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n");
    for (String message : messages) {
      int bytes = message.getBytes(StandardCharsets.UTF_8).length;
      answer.append(Integer.toHexString(bytes)).append("\r\n").append(message).append("\r\n");
    }
    return answer.toString();
  }

  /** A whole stream. */
  public static String stream(String... messages) {
    return openStream(messages) + "0\r\n\r\n";
  }

  /** An event as a stream has it. */
  public static String message(JsonObject event) {
    return "id: %d\nevent: %s\ndata: %s\n\n"
        .formatted(event.get("seq").getAsLong(), event.get("kind").getAsString(), event);
  }

  /** A page of events. */
  public static JsonObject events(boolean more, JsonObject... events) {
    JsonArray array = new JsonArray();
    for (JsonObject event : events) {
      array.add(event);
    }
    JsonObject page = new JsonObject();
    page.add("events", array);
    page.addProperty("hasMore", more);
    return page;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel channel = listener.accept();
        connections.incrementAndGet();
        open.add(channel);
        Thread.ofPlatform().daemon().name("fake-connection").start(() -> serve(channel));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      StringBuilder received = new StringBuilder();
      while (true) {
        String request = read(channel, received);
        if (request == null) {
          return;
        }
        String line = request.substring(0, request.indexOf("\r\n")).replace(" HTTP/1.1", "");
        line = line.replace(Api.PREFIX, "");
        requests.add(line);
        String route = line.contains("?") ? line.substring(0, line.indexOf('?')) : line;
        String answer =
            routes
                .getOrDefault(route, _ -> refusal(404, "not_found", new JsonObject()))
                .apply(request);
        if (answer == null) {
          return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
        int limit = bytesOfNextAnswer.getAndSet(Integer.MAX_VALUE);
        bytes.limit(Math.min(bytes.limit(), limit));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        if (oneAnswerOnly || limit < Integer.MAX_VALUE) {
          return;
        }
      }
    } catch (IOException gone) {
      // The client hung up, or the test did.
    }
  }

  /** One request, head and body; null at the end. */
  private static String read(SocketChannel channel, StringBuilder received) throws IOException {
    byte[] buffer = new byte[65536];
    var in = Channels.newInputStream(channel);
    while (true) {
      int head = received.indexOf("\r\n\r\n");
      if (head >= 0) {
        int length = head + 4 + contentLength(received.substring(0, head));
        if (received.length() >= length) {
          String request = received.substring(0, length);
          received.delete(0, length);
          return request;
        }
      }
      int count = in.read(buffer);
      if (count < 0) {
        return null;
      }
      received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
    }
  }

  private static int contentLength(String head) {
    for (String line : head.split("\r\n")) {
      if (line.startsWith("Content-Length: ")) {
        return Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    return 0;
  }

  /** Listens no more, and each connection ends with the answer in hand; the socket is gone. */
  public void retire() throws IOException {
    listener.close();
    hangUpAfterAnswer();
    Files.deleteIfExists(socket);
  }

  /** Ends as a daemon that is asked to: listener, connections and socket are gone. */
  @Override
  public void close() throws IOException {
    boolean listened = listener.isOpen();
    listener.close();
    hangUp();
    if (listened) {
      // Else it may be a successor's.
      Files.deleteIfExists(socket);
    }
  }
}
