package dev.coven.client;

import dev.coven.contract.EventKind;
import dev.coven.contract.EventRecord;
import dev.coven.contract.Json;

/**
 * One entry of a session's log.
 *
 * @param ts when, as the daemon wrote it
 * @param level its level
 * @param message what the harness printed or what happened; text of others
 */
public record LogEntry(String ts, String level, String message) {
  /** An event as the daemon's log has it: output as it is, input as what was typed. */
  public static LogEntry of(EventRecord event) {
    String payload = event.payload().toString();
    String data = Json.text(event.payload(), "data").orElse("");
    String message = event.kind() + ": " + payload;
    if (event.is(EventKind.OUTPUT)) {
      message = data;
    } else if (event.is(EventKind.INPUT)) {
      message = "> " + data;
    }
    return new LogEntry(Json.format(event.createdAt()), "info", message);
  }
}
