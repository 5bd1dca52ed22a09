package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.attack.Fuzz;
import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import dev.coven.kit.TempHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packaged daemon, talked to in raw bytes; each of its answers is held against the contract's
 * rules for all of them, and against what docs/api/openapi.json says of its route. One for a class
 * of tests. Closing it stops the daemon, and fails when its log tells of a fault of its own:
 * nothing that a client sends may cause one.
 */
final class Contract implements AutoCloseable {
  /** The statuses that a code may travel with. */
  private static final Map<String, Set<Integer>> STATUSES =
      Map.ofEntries(
          Map.entry("not_found", Set.of(404)),
          Map.entry("invalid_request", Set.of(400, 404, 413, 414, 431)),
          Map.entry("forbidden", Set.of(403)),
          Map.entry("session_not_found", Set.of(404)),
          Map.entry("session_not_live", Set.of(409)),
          Map.entry("session_live", Set.of(409)),
          Map.entry("session_id_conflict", Set.of(409)),
          Map.entry("not_external_session", Set.of(422)),
          Map.entry("external_session_not_killable", Set.of(422)),
          Map.entry("harness_not_found", Set.of(404)),
          Map.entry("launch_failed", Set.of(500)),
          Map.entry("runtime_unavailable", Set.of(503)),
          Map.entry("event_response_too_large", Set.of(413)),
          Map.entry("daemon_identity_mismatch", Set.of(409)));

  private final House house;

  private Contract(House house) {
    this.house = house;
  }

  /** A daemon in a house of its own. */
  static Contract open() {
    return open("");
  }

  /**
   * A daemon in a house of its own.
   *
   * @param config its config.toml; none when empty
   */
  static Contract open(String config) {
    House house = House.own();
    try {
      if (!config.isEmpty()) {
        Files.createDirectory(
            house.home().coven(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(house.home().coven().resolve("config.toml"), config);
      }
      house.start();
      return new Contract(house);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  House house() {
    return house;
  }

  TempHome home() {
    return house.home();
  }

  /** A connection on which anything may be said. */
  RawHttp connect() throws IOException {
    return RawHttp.connect(home().socket());
  }

  /** Sends a request without a body on a connection of its own. */
  Reply ask(String method, String path) throws IOException {
    return ask(method, path, "");
  }

  /** GET below the prefix, which must be answered with 200. */
  JsonObject get(String path) throws IOException {
    return ask("GET", "/api/v1" + path).expect(200).object();
  }

  /** POST below the prefix. */
  Reply post(String path, String body) throws IOException {
    return ask("POST", "/api/v1" + path, body);
  }

  /** Waits until a session has ended; gives its record. */
  JsonObject awaitEnd(String id, Duration limit) throws IOException, InterruptedException {
    try (Api api = house.api()) {
      return api.awaitEnd(id, limit);
    }
  }

  /** What a session has printed, as its events tell. */
  String printed(String id) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Api api = house.api()) {
      for (JsonObject event : api.allEvents(id)) {
        if (event.get("kind").getAsString().equals("output")) {
          text.append(Api.payload(event).get("data").getAsString());
        }
      }
    }
    return text.toString();
  }

  /** Sends a request on a connection of its own. */
  Reply ask(String method, String path, String body, String... headers) throws IOException {
    try (RawHttp http = connect()) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      Reply reply = http.request(method, path, bytes, headers);
      return method.equals("HEAD") ? head(reply) : described(method, path, reply);
    }
  }

  /** Sends bytes, one a character, on a connection of its own, and receives the first answer. */
  Reply raw(String request) throws IOException {
    try (RawHttp http = connect()) {
      http.send(request);
      return described(request, http.receive());
    }
  }

  /** Sends bytes that are to be refused: an answer must come, and then the connection's end. */
  Reply rawToEnd(String request) throws IOException {
    try (RawHttp http = connect()) {
      http.send(request);
      Reply reply = described(request, http.receive());
      assertEquals("", new String(http.receiveToEnd(), StandardCharsets.ISO_8859_1));
      assertEquals(List.of("close"), reply.values("Connection"), reply::head);
      return reply;
    }
  }

  private Reply described(String request, Reply reply) {
    String[] words = request.split("[ \r]", 3);
    return words.length < 3 || !words[1].startsWith("/")
        ? whole(reply)
        : described(words[0], words[1], reply);
  }

  private Reply described(String method, String target, Reply reply) {
    OpenApi.DOCUMENT.require(method, target, whole(reply));
    return reply;
  }

  /** Requires of an answer what the contract says of every one. */
  Reply whole(Reply reply) {
    head(reply);
    if (reply.status() >= 400 && !isRejectedAction(reply)) {
      requireEnvelope(reply);
    }
    return reply;
  }

  private static Reply head(Reply reply) {
    // A client of HTTP/1.0 is answered in its own words.
    assertTrue(reply.head().matches("(?s)HTTP/1[.][01] \\d{3} .*"), reply::head);
    assertEquals(List.of("application/json"), reply.values("Content-Type"), reply::head);
    assertEquals(1, reply.values("Content-Length").size(), reply::head);
    assertEquals(List.of(), reply.values("Transfer-Encoding"), reply::head);
    assertTrue(reply.values("Connection").size() <= 1, reply::head);
    return reply;
  }

  /** A rejected action has a shape of its own. */
  private static boolean isRejectedAction(Reply reply) {
    return reply.status() == 400 && reply.object().has("accepted");
  }

  private static void requireEnvelope(Reply reply) {
    assertEquals(Set.of("error"), reply.object().keySet(), reply::toString);
    JsonObject error = reply.object().getAsJsonObject("error");
    assertTrue(Set.of("code", "message", "details").containsAll(error.keySet()), reply::toString);
    assertFalse(error.get("message").getAsString().isBlank(), reply::toString);
    assertTrue(
        !error.has("details") || !error.getAsJsonObject("details").isEmpty(), reply::toString);
    Set<Integer> statuses = STATUSES.get(error.get("code").getAsString());
    assertTrue(statuses != null && statuses.contains(reply.status()), reply::toString);
  }

  /**
   * Requires an error.
   *
   * @param reply the answer
   * @param status the status
   * @param code what clients branch on
   * @param details all details there may be, as JSON; empty for none
   * @return the answer
   */
  static Reply requireError(Reply reply, int status, String code, String details) {
    JsonObject error = reply.expect(status).object().getAsJsonObject("error");
    assertEquals(code, error.get("code").getAsString(), reply::toString);
    JsonElement wanted = details.isEmpty() ? null : JsonParser.parseString(details);
    assertEquals(wanted, error.get("details"), reply::toString);
    return reply;
  }

  /** Requires an error of which only one detail is told. */
  static void requireDetail(Reply reply, int status, String code, String name, String value) {
    JsonObject error = reply.expect(status).object().getAsJsonObject("error");
    assertEquals(code, error.get("code").getAsString(), reply::toString);
    assertEquals(value, error.getAsJsonObject("details").get(name).getAsString(), reply::toString);
  }

  @Override
  public void close() throws IOException {
    String logged = house.logged();
    house.close();
    assertFalse(Fuzz.isFaulty(logged), logged);
  }
}
