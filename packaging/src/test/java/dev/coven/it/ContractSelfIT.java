package dev.coven.it;

import static dev.coven.it.Contract.requireError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the daemon says of itself, and how it is told to end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractSelfIT {
  private static final String SHUTDOWN = "/internal/lifecycle/shutdown";

  @AutoClose private final Contract contract = Contract.open();

  private JsonObject identity() throws IOException {
    JsonObject daemon = contract.get("/health").getAsJsonObject("daemon");
    JsonObject identity = new JsonObject();
    for (String member : Set.of("pid", "startedAt", "socket")) {
      identity.add(member, daemon.get(member));
    }
    return identity;
  }

  private static Arguments shutdown(String name, String reason, String change) {
    return Arguments.of(name, reason, change);
  }

  static Stream<Arguments> malformedShutdowns() {
    return Stream.of(
        shutdown("nothing", "body_malformed", null),
        shutdown("no version", "field_value", "{\"apiVersion\":null}"),
        shutdown("the route family as version", "field_value", "{\"apiVersion\":\"v1\"}"),
        shutdown("no daemon", "field_missing", "{\"daemon\":null}"),
        shutdown("a daemon that is a number", "field_missing", "{\"daemon\":7}"),
        shutdown("an empty daemon", "field_type", "{\"daemon\":{}}"),
        shutdown("a pid as text", "field_type", "{\"daemon\":{\"pid\":\"1\"}}"),
        shutdown("no start", "field_type", "{\"daemon\":{\"startedAt\":null}}"),
        shutdown("a start that is none", "field_type", "{\"daemon\":{\"startedAt\":\"now\"}}"),
        shutdown("no socket", "field_type", "{\"daemon\":{\"socket\":null}}"));
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedShutdowns")
  void aMalformedShutdownIsRefused(String name, String reason, String change) throws IOException {
    String body = "";
    if (change != null) {
      JsonObject request = new JsonObject();
      request.addProperty("apiVersion", "coven.daemon.v1");
      request.add("daemon", identity());
      merge(request, JsonParser.parseString(change).getAsJsonObject());
      body = request.toString();
    }
    requireError(
        contract.post(SHUTDOWN, body), 400, "invalid_request", "{\"reason\":\"" + reason + "\"}");
    assertTrue(contract.get("/health").get("ok").getAsBoolean());
  }

  /** An empty object in a change replaces, another one changes members, null takes away. */
  private static void merge(JsonObject target, JsonObject change) {
    for (Map.Entry<String, JsonElement> member : change.entrySet()) {
      if (member.getValue().isJsonNull()) {
        target.remove(member.getKey());
      } else if (member.getValue() instanceof JsonObject inner
          && !inner.isEmpty()
          && target.get(member.getKey()) instanceof JsonObject before) {
        merge(before, inner);
      } else {
        target.add(member.getKey(), member.getValue());
      }
    }
  }

  @Order(1)
  @ParameterizedTest(name = "{0}")
  @MethodSource("otherDaemons")
  void aShutdownOfAnotherDaemonIsRefused(String member, String value) throws IOException {
    JsonObject daemon = identity();
    daemon.add(member, JsonParser.parseString(value));
    JsonObject request = new JsonObject();
    request.addProperty("apiVersion", "coven.daemon.v1");
    request.add("daemon", daemon);
    JsonObject details = new JsonObject();
    details.add("daemon", identity());
    requireError(
        contract.post(SHUTDOWN, request.toString()),
        409,
        "daemon_identity_mismatch",
        details.toString());
    assertTrue(contract.get("/health").get("ok").getAsBoolean());
  }

  static Stream<Arguments> otherDaemons() {
    return Stream.of(
        Arguments.of("pid", "1"),
        Arguments.of("startedAt", "\"2026-01-01T00:00:00.000Z\""),
        Arguments.of("socket", "\"/tmp/other.sock\""));
  }

  @Order(2)
  @Test
  void healthHasEveryMember() throws IOException {
    JsonObject health = contract.get("/health");
    assertEquals(
        Set.of(
            "ok",
            "apiVersion",
            "covenVersion",
            "capabilities",
            "daemon",
            "eventWriter",
            "storage",
            "config",
            "components"),
        health.keySet());
    assertTrue(health.get("ok").getAsBoolean());
    assertEquals("coven.daemon.v1", health.get("apiVersion").getAsString());
    assertEquals(
        Set.of(
            "state",
            "queuedEvents",
            "queuedBytes",
            "capacityBytes",
            "droppedOutputEvents",
            "droppedOutputBytes",
            "connectionOpens",
            "transactions",
            "committedEvents",
            "commitLatency"),
        health.getAsJsonObject("eventWriter").keySet());
    assertEquals("healthy", health.getAsJsonObject("eventWriter").get("state").getAsString());
    assertEquals(
        Set.of(
            "status",
            "databaseBytes",
            "walBytes",
            "oldestRetainedEventAt",
            "lastPruneAt",
            "pruneAgeSeconds",
            "lastCheckpointAt",
            "checkpointAgeSeconds",
            "writerBacklogEvents",
            "writerBacklogBytes",
            "freeDiskBytes",
            "maintenanceBlocked"),
        health.getAsJsonObject("storage").keySet());
    assertFalse(health.getAsJsonObject("components").isEmpty());
    health
        .getAsJsonObject("components")
        .entrySet()
        .forEach(
            part ->
                assertEquals(
                    "{\"status\":\"Running\",\"failure\":null}", part.getValue().toString()));
  }

  /** What a client may rely on; one that checks finds no flag for what is not served. */
  @Order(2)
  @Test
  void healthAdvertisesWhatIsServed() throws IOException {
    JsonObject capabilities = contract.get("/health").getAsJsonObject("capabilities");
    Map<String, String> told = new TreeMap<>();
    capabilities.entrySet().forEach(flag -> told.put(flag.getKey(), flag.getValue().toString()));
    assertEquals(
        Map.of(
            "sessions", "true",
            "events", "true",
            "eventCursor", "\"sequence\"",
            "structuredErrors", "true",
            "eventStream", "true",
            "sessionResize", "true"),
        told);
  }

  @Order(2)
  @Test
  void theDaemonIsTheOneThatItsFileAndTheKernelName() throws Exception {
    JsonObject daemon = contract.get("/health").getAsJsonObject("daemon");
    JsonObject file =
        JsonParser.parseString(Files.readString(contract.home().daemonFile())).getAsJsonObject();
    for (String member : Set.of("pid", "startedAt", "socket", "instanceId")) {
      assertEquals(daemon.get(member), file.get(member), member);
    }
    assertEquals(contract.home().socket().toString(), daemon.get("socket").getAsString());
    assertTrue(Instant.parse(daemon.get("startedAt").getAsString()).isBefore(Instant.now()));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(contract.home().socket())));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(contract.home().coven())));
  }

  @Order(2)
  @Test
  void theApiVersionNamesTheRouteFamily() throws IOException {
    assertEquals(
        JsonParser.parseString("{\"apiVersion\":\"v1\",\"supportedApiVersions\":[\"v1\"]}"),
        contract.get("/api-version"));
  }

  @Order(2)
  @Test
  void capabilitiesAreAvailableWhereTheDaemonFindsTheHarness() throws IOException {
    Map<String, String> status = new TreeMap<>();
    for (JsonElement element : contract.get("/capabilities").getAsJsonArray("capabilities")) {
      JsonObject capability = element.getAsJsonObject();
      assertTrue(
          capability
              .keySet()
              .containsAll(Set.of("id", "label", "adapter", "status", "policy", "actions")));
      assertTrue(
          Set.of("allow", "requiresApproval").contains(capability.get("policy").getAsString()));
      status.put(capability.get("id").getAsString(), capability.get("status").getAsString());
    }
    assertEquals("available", status.get("coven.sessions"));
    assertEquals("available", status.get("coven.events"));
    assertEquals("available", status.get("coven.harness." + House.SHELL_HARNESS));
    assertEquals("planned", status.get("coven.harness.codex"));
  }

  @Order(2)
  @Test
  void theDocumentIsServedAsItIs() throws IOException {
    String file = Files.readString(OpenApi.FILE);
    assertEquals(file, contract.ask("GET", "/api/v1/openapi.json").expect(200).text());
    assertEquals(file, contract.ask("GET", "/openapi.json").expect(200).text());
    assertEquals(List.of(), OpenApi.DOCUMENT.wrongExamples());
  }

  @Order(3)
  @Test
  void aShutdownIsAnsweredAndThenTheDaemonEnds() throws Exception {
    JsonObject request = new JsonObject();
    request.addProperty("apiVersion", "coven.daemon.v1");
    request.add("daemon", identity());
    long pid = identity().get("pid").getAsLong();
    JsonObject answer = contract.post(SHUTDOWN, request.toString()).expect(202).object();
    assertEquals(Set.of("ok", "apiVersion", "capabilities", "daemon"), answer.keySet());
    assertTrue(answer.get("ok").getAsBoolean());
    assertEquals(request.get("daemon"), answer.get("daemon"));
    assertEquals(JsonParser.parseString("{\"structuredErrors\":true}"), answer.get("capabilities"));
    Processes.awaitEnd(pid);
    assertFalse(Files.exists(contract.home().daemonFile()));
  }
}
