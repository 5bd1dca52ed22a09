package dev.coven.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.contract.Capability;
import dev.coven.contract.CapabilityManifest;
import dev.coven.contract.EventPage;
import dev.coven.contract.HarnessReport;
import dev.coven.contract.Json;
import dev.coven.contract.RecordedRequest;
import dev.coven.contract.SessionRecord;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Turns the daemon's JSON into the contract's records, and refuses what the contract has not. */
final class Answers {
  private Answers() {}

  static SessionRecord session(JsonElement json) throws UnusableDaemonException {
    return decode(json, element -> SessionRecord.fromJson(element.getAsJsonObject()));
  }

  static RecordedRequest request(JsonElement json) throws UnusableDaemonException {
    return decode(json, element -> RecordedRequest.fromJson(element.getAsJsonObject()));
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

  static List<Capability> capabilities(JsonElement json) throws UnusableDaemonException {
    return decode(
        json, element -> list(element.getAsJsonObject().get("capabilities"), Capability::fromJson));
  }

  static HarnessReport harnesses(JsonElement json) throws UnusableDaemonException {
    return decode(json, element -> HarnessReport.fromJson(element.getAsJsonObject()));
  }

  static CapabilityManifest harness(JsonElement json) throws UnusableDaemonException {
    return decode(json, element -> CapabilityManifest.fromJson(element.getAsJsonObject()));
  }

  static long refreshed(JsonElement json) throws UnusableDaemonException {
    return decode(
        json,
        element ->
            element
                .getAsJsonObject()
                .getAsJsonObject("event")
                .getAsJsonObject("payload")
                .get("capabilities")
                .getAsLong());
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
