package dev.coven.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every record comes back from the JSON that it wrote, and garbage is told from it. */
class RecordsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  private static final SessionRecord SESSION =
      new SessionRecord(
          "s1",
          "/p",
          "codex",
          "t",
          SessionStatus.RUNNING,
          null,
          null,
          TIME,
          TIME,
          null,
          List.of("a"),
          Visibility.WORKSPACE,
          false,
          null);

  private static final DaemonIdentity DAEMON = new DaemonIdentity(42, TIME, "/h/coven.sock");

  @Test
  void aSessionShowsEveryField() {
    assertEquals(
        Set.of(
            "id",
            "project_root",
            "harness",
            "title",
            "status",
            "exit_code",
            "archived_at",
            "created_at",
            "updated_at",
            "conversation_id",
            "familiar_id",
            "execution_binding",
            "labels",
            "visibility",
            "external",
            "transcript_path"),
        SESSION.toJson().keySet());
    assertTrue(SESSION.toJson().get("exit_code").isJsonNull());
  }

  @ParameterizedTest
  @EnumSource(SessionStatus.class)
  void aSessionComesBack(SessionStatus status) {
    SessionRecord full =
        new SessionRecord(
            "s1",
            "/p",
            "codex",
            "t",
            status,
            137,
            TIME,
            TIME,
            TIME,
            "c1",
            List.of(),
            Visibility.SHARED,
            true,
            "/transcript");
    assertEquals(full, SessionRecord.fromJson(full.toJson()));
    assertEquals(SESSION, SessionRecord.fromJson(SESSION.toJson()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"id", "project_root", "harness", "title", "status", "created_at", "updated_at"})
  void aSessionWithoutAFieldThatIsNeverNullIsNone(String name) {
    JsonObject json = SESSION.toJson();
    json.remove(name);
    assertThrows(IllegalArgumentException.class, () -> SessionRecord.fromJson(json));
  }

  @Test
  void aSessionWithAnUnknownStatusIsNone() {
    JsonObject json = SESSION.toJson();
    for (String word : List.of("paused", "", "Running", "RUNNING")) {
      json.addProperty("status", word);
      assertThrows(IllegalArgumentException.class, () -> SessionRecord.fromJson(json));
    }
  }

  @Test
  void aSessionWithATimeThatIsNoneIsNone() {
    JsonObject json = SESSION.toJson();
    json.addProperty("created_at", "yesterday");
    assertThrows(IllegalArgumentException.class, () -> SessionRecord.fromJson(json));
  }

  @Test
  void finalAndOpenAreWhatTheContractSays() {
    for (SessionStatus status : SessionStatus.values()) {
      boolean isFinal = Set.of("completed", "failed", "killed", "orphaned").contains(status.wire());
      assertEquals(isFinal, status.isFinal(), status.wire());
      assertEquals(
          Set.of("created", "running").contains(status.wire()), status.isOpen(), status.wire());
      assertEquals(status, SessionStatus.of(status.wire()));
    }
  }

  @Test
  void anEventComesBack() {
    JsonObject payload = new JsonObject();
    payload.addProperty("data", "\u001b[1m€\r\n");
    EventRecord event = new EventRecord(7, "evt-7", "s1", "output", payload, TIME);
    assertEquals(event, EventRecord.fromJson(event.toJson()));
    assertTrue(event.is(EventKind.OUTPUT));
    assertTrue(event.toJson().get("payload_json").getAsJsonPrimitive().isString());
  }

  @Test
  void anEventOfALaterKindIsStillAnEvent() {
    EventRecord event = new EventRecord(7, "evt-7", "s1", "resize", new JsonObject(), TIME);
    assertEquals(event, EventRecord.fromJson(event.toJson()));
  }

  @Test
  void anEventWithoutPlaceKindOrPayloadIsNone() {
    JsonObject json = new EventRecord(7, "e", "s", "exit", new JsonObject(), TIME).toJson();
    JsonObject noSeq = json.deepCopy();
    noSeq.remove("seq");
    assertThrows(IllegalArgumentException.class, () -> EventRecord.fromJson(noSeq));
    JsonObject noKind = json.deepCopy();
    noKind.remove("kind");
    assertThrows(IllegalArgumentException.class, () -> EventRecord.fromJson(noKind));
    json.addProperty("payload_json", "[]");
    assertThrows(JsonParseException.class, () -> EventRecord.fromJson(json));
  }

  @Test
  void aPageComesBack() {
    EventRecord event = new EventRecord(7, "evt-7", "s1", "exit", new JsonObject(), TIME);
    EventPage page =
        EventPage.fromJson(
            Json.parseObject(
                "{\"events\":["
                    + event.toJson()
                    + "],\"nextCursor\":{\"afterSeq\":7},\"hasMore\":true}"));
    assertEquals(new EventPage(List.of(event), OptionalLong.of(7), true), page);
    assertEquals(
        new EventPage(List.of(), OptionalLong.empty(), false),
        EventPage.fromJson(
            Json.parseObject("{\"events\":[],\"nextCursor\":null,\"hasMore\":false}")));
  }

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
        new EventWriterHealth(EventWriterHealth.State.PRESSURED, 1, 2, 3, 4, 5, 6),
        new StorageHealth(
            StorageHealth.Status.DEGRADED, 1, 2, TIME, TIME, TIME.plusSeconds(5), 3, 4, 5),
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
            "committedEvents"),
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
