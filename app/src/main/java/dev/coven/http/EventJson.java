package dev.coven.http;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.ledger.StoredEvent;
import java.time.Instant;

/** An event as JSON text, straight from its row: events are what the daemon serves most of. */
final class EventJson {
  private EventJson() {}

  static String event(StoredEvent event, String sessionId) {
    String payload = quoted(event.payloadJson());
    return new StringBuilder(payload.length() + 200)
        .append("{\"seq\":")
        .append(event.seq())
        .append(",\"id\":\"")
        .append(event.id())
        .append("\",\"session_id\":")
        .append(quoted(sessionId))
        .append(",\"kind\":\"")
        .append(event.kind().wire())
        .append("\",\"payload_json\":")
        .append(payload)
        .append(",\"created_at\":\"")
        .append(Json.format(Instant.ofEpochMilli(event.createdAt())))
        .append("\"}")
        .toString();
  }

  static String logEntry(StoredEvent event) {
    JsonObject json = new JsonObject();
    json.addProperty("ts", Json.format(Instant.ofEpochMilli(event.createdAt())));
    json.addProperty("level", "info");
    json.addProperty("message", message(event));
    return json.toString();
  }

  private static String message(StoredEvent event) {
    if (event.kind() == EventKind.OUTPUT) {
      return event.text();
    }
    if (event.kind() == EventKind.INPUT) {
      return "> " + Json.text(Json.parseObject(event.payloadJson()), "data").orElse("");
    }
    return event.kind().wire() + ": " + event.payloadJson();
  }

  private static String quoted(String text) {
    return new JsonPrimitive(text).toString();
  }
}
