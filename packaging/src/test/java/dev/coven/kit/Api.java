package dev.coven.kit;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The contract's requests on one connection, for tests whose subject is not HTTP. */
public final class Api implements AutoCloseable {
  private static final String PREFIX = "/api/v1";
  private static final byte[] NO_BODY = new byte[0];

  /** Between two looks at something that is waited for. */
  private static final Duration LOOK = Duration.ofMillis(2);

  private final RawHttp http;

  /**
   * Requests on a connection.
   *
   * @param http the connection; closed with this
   */
  public Api(RawHttp http) {
    this.http = http;
  }

  /** GET of a path below the prefix. */
  public Reply get(String path) throws IOException {
    return http.request("GET", PREFIX + path, NO_BODY);
  }

  /** POST of a JSON object. */
  public Reply post(String path, JsonObject body) throws IOException {
    return http.request("POST", PREFIX + path, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** DELETE of a path below the prefix. */
  public Reply delete(String path) throws IOException {
    return http.request("DELETE", PREFIX + path, NO_BODY);
  }

  /** What the daemon says of itself. */
  public JsonObject health() throws IOException {
    return get("/health").expect(200).object();
  }

  /**
   * Launches a session that must be accepted.
   *
   * @param root its project
   * @param harness its harness
   * @param prompt its prompt
   * @return its id
   */
  public String launch(Path root, String harness, String prompt) throws IOException {
    JsonObject request = new JsonObject();
    request.addProperty("projectRoot", root.toString());
    request.addProperty("harness", harness);
    request.addProperty("prompt", prompt);
    return post("/sessions", request).expect(201).object().get("id").getAsString();
  }

  /** A session's record. */
  public JsonObject session(String id) throws IOException {
    return get("/sessions/" + id).expect(200).object();
  }

  /** A page of a session's events. */
  public JsonObject events(String id, long afterSeq, int limit) throws IOException {
    return get("/events?sessionId=%s&afterSeq=%d&limit=%d".formatted(id, afterSeq, limit))
        .expect(200)
        .object();
  }

  /** All events of a session, read page by page. */
  public List<JsonObject> allEvents(String id) throws IOException {
    List<JsonObject> all = new ArrayList<>();
    boolean more = true;
    for (long after = 0; more; ) {
      JsonObject page = events(id, after, 1000);
      JsonArray events = page.getAsJsonArray("events");
      for (JsonElement event : events) {
        all.add(event.getAsJsonObject());
      }
      more = page.get("hasMore").getAsBoolean();
      if (more) {
        after = page.getAsJsonObject("nextCursor").get("afterSeq").getAsLong();
      }
    }
    return all;
  }

  /** The payload of an event, parsed. */
  public static JsonObject payload(JsonObject event) {
    return JsonParser.parseString(event.get("payload_json").getAsString()).getAsJsonObject();
  }

  /**
   * Waits until a session is in a state.
   *
   * @param id the session
   * @param wanted the state, as a test of its record
   * @param limit how long to wait
   * @return the record that fits
   * @throws AssertionError with the last record, when none fits in time
   * @throws InterruptedException when interrupted while waiting
   */
  public JsonObject awaitSession(String id, Predicate<JsonObject> wanted, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    JsonObject session = session(id);
    while (!wanted.test(session)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + limit + " for a session that is still: " + session);
      }
      Thread.sleep(LOOK);
      session = session(id);
    }
    return session;
  }

  /** Waits until a session has ended. */
  public JsonObject awaitEnd(String id, Duration limit) throws IOException, InterruptedException {
    return awaitSession(
        id,
        session -> !List.of("created", "running").contains(session.get("status").getAsString()),
        limit);
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
