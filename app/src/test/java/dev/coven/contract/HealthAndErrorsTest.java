package dev.coven.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the daemon says of itself, and its refusals: both come back from their JSON. */
class HealthAndErrorsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  private static final DaemonIdentity DAEMON = new DaemonIdentity(42, TIME, "/h/coven.sock");

  @Test
  void healthComesBack() {
    Map<String, Health.Component> parts = new LinkedHashMap<>();
    parts.put("ledger", new Health.Component("Running", null));
    parts.put("http", new Health.Component("Stopped", "it fell"));
    Health health = health(parts);
    Health back = Health.fromJson(health.toJson());
    assertEquals(health.daemon(), back.daemon());
    assertEquals(health.components(), back.components());
    assertEquals(List.of("ledger", "http"), List.copyOf(back.components().keySet()));
    assertEquals(health.eventWriter(), back.eventWriter());
    assertEquals(health.config(), back.config());
    assertEquals(Duration.ofSeconds(90), back.uptime());
    assertEquals(StorageHealth.Status.DEGRADED, back.storage().status());
    assertEquals(
        health.storage().toJson().get("lastCheckpointAt"),
        back.storage().toJson().get("lastCheckpointAt"));
  }

  private static Health health(Map<String, Health.Component> parts) {
    return new Health(
        true,
        Api.VERSION,
        "0.1.0",
        DAEMON,
        Duration.ofMillis(90_500),
        "i1",
        "systemd",
        OptionalLong.of(0),
        HandoverMode.NONE,
        new EventWriterHealth(
            EventWriterHealth.State.PRESSURED,
            1,
            2,
            3,
            4,
            5,
            6,
            EventWriterHealth.CommitLatency.NONE),
        new StorageHealth(
            StorageHealth.Status.DEGRADED,
            1,
            2,
            TIME,
            TIME,
            TIME,
            TIME.plusSeconds(5),
            3,
            4,
            5,
            true),
        ConfigHealth.lastGood("a comma is missing"),
        parts);
  }

  @Test
  void healthShowsWhatTheContractNames() {
    JsonObject json = health(Map.of()).toJson();
    assertTrue(
        json.keySet()
            .containsAll(
                Set.of(
                    "ok",
                    "apiVersion",
                    "covenVersion",
                    "capabilities",
                    "daemon",
                    "eventWriter",
                    "storage",
                    "config",
                    "components")));
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
        json.getAsJsonObject("eventWriter").keySet());
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
        json.getAsJsonObject("storage").keySet());
    assertEquals(5, json.getAsJsonObject("storage").get("checkpointAgeSeconds").getAsLong());
    assertEquals("coven.daemon.v1", json.get("apiVersion").getAsString());
  }

  @Test
  void healthOfAnotherDaemonNeedsAnIdentityAlone() {
    Health health =
        Health.fromJson(
            Json.parseObject(
                "{\"ok\":true,\"apiVersion\":\"coven.daemon.v1\",\"daemon\":"
                    + DAEMON.toJson()
                    + "}"));
    assertEquals(DAEMON, health.daemon());
    assertEquals("none", health.supervisor());
    assertEquals(ConfigHealth.DEFAULTS, health.config());
    assertThrows(IllegalArgumentException.class, () -> Health.fromJson(new JsonObject()));
  }

  @Test
  void anIdentityHasThreeMembers() {
    assertEquals(DAEMON, DaemonIdentity.fromJson(DAEMON.toJson()));
    for (String name : List.of("pid", "startedAt", "socket")) {
      JsonObject json = DAEMON.toJson();
      json.remove(name);
      assertThrows(IllegalArgumentException.class, () -> DaemonIdentity.fromJson(json));
    }
  }

  @Test
  void aShutdownRequestComesBackOrIsRefused() {
    ShutdownRequest request = new ShutdownRequest(DAEMON);
    assertEquals(request, ShutdownRequest.fromJson(request.toJson()));
    for (String text :
        List.of(
            "{}",
            "{\"apiVersion\":\"v2\",\"daemon\":" + DAEMON.toJson() + "}",
            "{\"apiVersion\":\"coven.daemon.v1\"}",
            "{\"apiVersion\":\"coven.daemon.v1\",\"daemon\":{\"pid\":1}}")) {
      ApiException refused =
          assertThrows(ApiException.class, () -> ShutdownRequest.fromJson(Json.parseObject(text)));
      assertEquals(400, refused.status());
    }
  }

  @Test
  void anErrorComesBackWithItsDetails() {
    ApiException error =
        ApiException.invalid(Reason.USE_LIMIT, "too many").withStatus(413).with("maxBytes", 4);
    ApiException back = ApiException.fromJson(413, error.toJson());
    assertEquals(ErrorCode.INVALID_REQUEST, back.code());
    assertEquals(413, back.status());
    assertEquals("too many", back.getMessage());
    assertEquals(error.details(), back.details());
    assertEquals("use_limit", back.details().get("reason").getAsString());
  }

  @Test
  void anErrorWithoutDetailsHasNone() {
    assertEquals(
        "{\"error\":{\"code\":\"not_found\",\"message\":\"Route not found.\"}}",
        new ApiException(ErrorCode.NOT_FOUND, "Route not found.").toJson().toString());
  }

  @Test
  void detailsAddedToOneErrorAreNotInAnother() {
    ApiException plain = new ApiException(ErrorCode.NOT_FOUND, "x");
    plain.with("a", "b");
    plain.details().addProperty("c", 1);
    assertTrue(plain.details().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"error\":1}",
        "{\"error\":{}}",
        "{\"error\":{\"code\":\"teapot\"}}",
        "{\"error\":{\"code\":1}}"
      })
  void whatIsNoEnvelopeIsNoError(String text) {
    assertNull(ApiException.fromJson(500, Json.parseObject(text)));
  }

  @Test
  void everyCodeIsFoundByItsWord() {
    for (ErrorCode code : ErrorCode.values()) {
      assertEquals(code, ErrorCode.of(code.wire()).orElseThrow());
    }
  }
}
