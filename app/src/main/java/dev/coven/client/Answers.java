package dev.coven.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.contract.EventPage;
import dev.coven.contract.Json;
import dev.coven.contract.SessionRecord;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Turns the daemon's JSON into the contract's records, and refuses what the contract has not. */
final class Answers {
  /** What the id of a harness's capability begins with. */
  private static final String HARNESS_PREFIX = "coven.harness.";

  private Answers() {}

  static SessionRecord session(JsonElement json) throws UnusableDaemonException {
    return decode(json, element -> SessionRecord.fromJson(element.getAsJsonObject()));
  }

  static SessionPage sessionPage(JsonElement json) throws UnusableDaemonException {
    return decode(
        json,
        element -> {
          JsonObject page = element.getAsJsonObject();
          return new SessionPage(
              list(page.get("sessions"), SessionRecord::fromJson), Json.text(page, "next_cursor"));
        });
  }

  static EventPage eventPage(JsonElement json) throws UnusableDaemonException {
    return decode(json, element -> EventPage.fromJson(element.getAsJsonObject()));
  }

  static List<LogEntry> log(JsonElement json) throws UnusableDaemonException {
    return decode(
        json,
        element ->
            list(
                element,
                entry ->
                    new LogEntry(
                        Json.text(entry, "ts").orElse(""),
                        Json.text(entry, "level").orElse(""),
                        Json.text(entry, "message").orElse(""))));
  }

  static List<String> availableHarnesses(JsonElement json) throws UnusableDaemonException {
    return decode(
        json,
        element ->
            list(element.getAsJsonObject().get("capabilities"), capability -> capability).stream()
                .filter(c -> Json.text(c, "status").orElse("").equals("available"))
                .map(c -> Json.text(c, "id").orElse(""))
                .filter(id -> id.startsWith(HARNESS_PREFIX))
                .map(id -> id.substring(HARNESS_PREFIX.length()))
                .toList());
  }

  private static <T> List<T> list(JsonElement element, Function<JsonObject, T> reader) {
    JsonArray array = element.getAsJsonArray();
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(reader)
        .toList();
  }

  private static <T> T decode(JsonElement json, Function<JsonElement, T> reader)
      throws UnusableDaemonException {
    try {
      return reader.apply(json);
    } catch (RuntimeException malformed) {
      // A member that is missing, of another type, out of range: each reader has its own word.
      throw UnusableDaemonException.foreign("it sent what the contract does not have");
    }
  }
}
