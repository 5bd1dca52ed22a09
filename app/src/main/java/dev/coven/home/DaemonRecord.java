package dev.coven.home;

import com.google.gson.JsonObject;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.Json;

/**
 * What {@code daemon.json} holds.
 *
 * @param identity pid, start and socket, as health gives them
 * @param apiVersion the contract it speaks
 * @param covenVersion the program's version
 * @param instanceId a name that no other run has
 * @param processStart the start of {@link ProcessIdentity}, so that a reused pid is not taken for
 *     the daemon; empty in a file of the reference daemon
 */
public record DaemonRecord(
    DaemonIdentity identity,
    String apiVersion,
    String covenVersion,
    String instanceId,
    String processStart) {

  /** The process that wrote the file. */
  public ProcessIdentity process() {
    return new ProcessIdentity(identity.pid(), processStart);
  }

  JsonObject toJson() {
    JsonObject json = identity.toJson();
    json.addProperty("apiVersion", apiVersion);
    json.addProperty("covenVersion", covenVersion);
    json.addProperty("instanceId", instanceId);
    json.addProperty("processStart", processStart);
    return json;
  }

  static DaemonRecord fromJson(JsonObject json) {
    return new DaemonRecord(
        DaemonIdentity.fromJson(json),
        Json.text(json, "apiVersion").orElse(""),
        Json.text(json, "covenVersion").orElse(""),
        Json.text(json, "instanceId").orElse(""),
        Json.text(json, "processStart").orElse(""));
  }
}
