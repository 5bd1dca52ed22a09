package dev.coven.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the daemon says of itself.
 *
 * @param ok whether it can do its work; false while the ledger cannot be written
 * @param apiVersion the contract it speaks
 * @param covenVersion the program's version
 * @param daemon which daemon this is
 * @param uptime since it started
 * @param instanceId a name that no other run of the daemon has
 * @param supervisor who keeps it: systemd, launchd or none
 * @param liveSessions how many sessions are live; empty from a daemon that does not tell
 * @param handover what becomes of them when it ends
 * @param eventWriter the writer's figures
 * @param storage the ledger's figures
 * @param config which configuration it runs on
 * @param components name of a part to its state, in the order of start
 */
public record Health(
    boolean ok,
    String apiVersion,
    String covenVersion,
    DaemonIdentity daemon,
    Duration uptime,
    String instanceId,
    String supervisor,
    OptionalLong liveSessions,
    HandoverMode handover,
    EventWriterHealth eventWriter,
    StorageHealth storage,
    ConfigHealth config,
    Map<String, Component> components) {

  /**
   * A part of the daemon.
   *
   * @param status Stopped, Running or Completed
   * @param failure its first failure in a sentence, or null
   */
  public record Component(String status, String failure) {}

  /** Keeps its own copy of the components, in their order. */
  public Health {
    components = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(components));
  }

  /** The capabilities that this daemon serves; it advertises nothing that it does not. */
  public static JsonObject capabilities() {
    JsonObject json = new JsonObject();
    json.addProperty("sessions", true);
    json.addProperty("events", true);
    json.addProperty("eventCursor", "sequence");
    json.addProperty("eventStream", true);
    json.addProperty("structuredErrors", true);
    json.addProperty("sessionResize", true);
    return json;
  }

  /** The answer to {@code GET /health}. */
  public JsonObject toJson() {
    JsonObject identity = daemon.toJson();
    identity.addProperty("uptimeSeconds", uptime.toSeconds());
    identity.addProperty("instanceId", instanceId);
    identity.addProperty("supervisor", supervisor);
    liveSessions.ifPresent(live -> identity.addProperty("liveSessions", live));
    identity.addProperty("handover", handover.wire());
    JsonObject parts = new JsonObject();
    components.forEach(
        (name, component) -> {
          JsonObject part = new JsonObject();
          part.addProperty("status", component.status());
          part.add("failure", Json.nullable(component.failure()));
          parts.add(name, part);
        });
    JsonObject json = new JsonObject();
    json.addProperty("ok", ok);
    json.addProperty("apiVersion", apiVersion);
    json.addProperty("covenVersion", covenVersion);
    json.add("capabilities", capabilities());
    json.add("daemon", identity);
    json.add("eventWriter", eventWriter.toJson());
    json.add("storage", storage.toJson());
    json.add("config", config.toJson());
    json.add("components", parts);
    return json;
  }

  /**
   * Reads what a client needs of the answer. Figures that another daemon does not give are zero.
   *
   * @throws IllegalArgumentException when the daemon's identity is missing
   */
  public static Health fromJson(JsonObject json) {
    if (!(json.get("daemon") instanceof JsonObject identity)) {
      throw new IllegalArgumentException("health without daemon");
    }
    Map<String, Component> components = new LinkedHashMap<>();
    if (json.get("components") instanceof JsonObject parts) {
      for (Map.Entry<String, JsonElement> part : parts.entrySet()) {
        if (part.getValue() instanceof JsonObject component) {
          components.put(
              part.getKey(),
              new Component(
                  Json.text(component, "status").orElse(""),
                  Json.text(component, "failure").orElse(null)));
        }
      }
    }
    return new Health(
        Json.flag(json, "ok"),
        Json.text(json, "apiVersion").orElse(""),
        Json.text(json, "covenVersion").orElse(""),
        DaemonIdentity.fromJson(identity),
        Duration.ofSeconds(Json.number(identity, "uptimeSeconds").orElse(0)),
        Json.text(identity, "instanceId").orElse(""),
        Json.text(identity, "supervisor").orElse("none"),
        Json.number(identity, "liveSessions"),
        HandoverMode.of(Json.text(identity, "handover").orElse("")),
        EventWriterHealth.fromJson(json.get("eventWriter")),
        StorageHealth.fromJson(json.get("storage")),
        ConfigHealth.fromJson(json.get("config")),
        components);
  }
}
