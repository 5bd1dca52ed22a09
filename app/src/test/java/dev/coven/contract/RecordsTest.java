package dev.coven.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.Instant;
import java.util.List;
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
}
