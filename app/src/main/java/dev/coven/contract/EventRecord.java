package dev.coven.contract;

import com.google.gson.JsonObject;
import java.time.Instant;

/**
 * One event as a client reads it.
 *
 * @param seq its place in the whole ledger; grows, is never reused
 * @param id its name
 * @param sessionId the session it belongs to
 * @param kind output, input, exit, kill, recovery, or a word of a later daemon
 * @param payload the object inside {@code payload_json}
 * @param createdAt when it was recorded
 */
public record EventRecord(
    long seq, String id, String sessionId, String kind, JsonObject payload, Instant createdAt) {

  /** Whether the event is of this kind. */
  public boolean is(EventKind other) {
    return other.wire().equals(kind);
  }

  /** The event on the wire. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("seq", seq);
    json.addProperty("id", id);
    json.addProperty("session_id", sessionId);
    json.addProperty("kind", kind);
    json.addProperty("payload_json", payload.toString());
    json.addProperty("created_at", Json.format(createdAt));
    return json;
  }

  /**
   * Reads an event from the wire.
   *
   * @throws IllegalArgumentException when a member is missing
   * @throws com.google.gson.JsonParseException when the payload is not an object
   */
  public static EventRecord fromJson(JsonObject json) {
    return new EventRecord(
        Json.number(json, "seq")
            .orElseThrow(() -> new IllegalArgumentException("event without seq")),
        Json.text(json, "id").orElse(""),
        Json.text(json, "session_id").orElse(""),
        Json.text(json, "kind")
            .orElseThrow(() -> new IllegalArgumentException("event without kind")),
        Json.parseObject(Json.text(json, "payload_json").orElse("{}")),
        Json.instant(json, "created_at").orElse(Instant.EPOCH));
  }
}
