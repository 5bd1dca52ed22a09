package dev.coven.ledger;

import com.google.gson.JsonObject;
import dev.coven.contract.Json;
import dev.coven.contract.SessionStatus;

/** What the events say that the ledger itself adds. */
final class EventPayloads {
  private EventPayloads() {}

  /** Of an {@code exit} event, which agrees with the session's row. */
  static JsonObject exit(SessionStatus status, Integer exitCode) {
    JsonObject payload = new JsonObject();
    payload.add("exitCode", Json.nullable(exitCode));
    payload.addProperty("status", status.wire());
    return payload;
  }

  /**
   * Of a {@code recovery} event.
   *
   * @param reason what became of the session, in a word
   * @param previousInstance the run of the daemon that owned it, or null
   * @param pid its harness's process, or null
   */
  static JsonObject recovery(String reason, String previousInstance, Long pid) {
    JsonObject payload = new JsonObject();
    payload.addProperty("reason", reason);
    payload.add("previousInstanceId", Json.nullable(previousInstance));
    payload.add("harnessPid", Json.nullable(pid));
    return payload;
  }
}
