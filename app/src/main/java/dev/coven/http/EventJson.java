package dev.coven.http;

import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.ledger.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** An event as JSON, straight from its row: events are what the daemon serves most of. */
final class EventJson {
  private EventJson() {}

  /**
   * Writes an event as an object.
   *
   * @param event its row
   * @param sessionId the name of its session, quoted
   * @param out gets it
   */
  static void event(StoredEvent event, byte[] sessionId, AnswerBuffer out) {
    out.putAscii("{\"seq\":" + event.seq() + ",\"id\":\"" + event.id() + "\",\"session_id\":");
    out.put(sessionId);
    out.putAscii(",\"kind\":\"" + event.kind().wire() + "\",\"payload_json\":\"");
    if (event.kind() == EventKind.OUTPUT) {
      outputPayload(event.stored(), out);
    } else {
      JsonTextWriter.ONCE.write(event.stored(), out);
    }
    out.putAscii("\",\"created_at\":\"" + createdAt(event) + "\"}");
  }

  /** {@code {"data":text}}, and the bytes beside it when they are no text. */
  private static void outputPayload(byte[] printed, AnswerBuffer out) {
    out.putAscii("{\\\"data\\\":\\\"");
    if (!JsonTextWriter.TWICE.write(printed, out)) {
      out.putAscii("\\\",\\\"raw\\\":\\\"");
      out.put(Base64.getEncoder().encode(printed));
    }
    out.putAscii("\\\"}");
  }

  /**
   * Writes an event as an entry of a log.
   *
   * @param event its row
   * @param out gets it
   */
  static void logEntry(StoredEvent event, AnswerBuffer out) {
    out.putAscii("{\"ts\":\"" + createdAt(event) + "\",\"level\":\"info\",\"message\":\"");
    switch (event.kind()) {
      case OUTPUT -> JsonTextWriter.ONCE.write(event.stored(), out);
      case INPUT -> {
        out.putAscii("> ");
        String typed = Json.text(Json.parseObject(event.payloadJson()), "data").orElse("");
        JsonTextWriter.ONCE.write(typed.getBytes(StandardCharsets.UTF_8), out);
      }
      case EXIT, KILL, RECOVERY -> {
        out.putAscii(event.kind().wire() + ": ");
        JsonTextWriter.ONCE.write(event.stored(), out);
      }
    }
    out.putAscii("\"}");
  }

  private static String createdAt(StoredEvent event) {
    return Json.format(Instant.ofEpochMilli(event.createdAt()));
  }
}
