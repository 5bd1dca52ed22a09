package dev.coven.contract;

import com.google.gson.JsonObject;

/**
 * The request to end exactly this daemon.
 *
 * @param daemon the daemon that the caller believes it talks to
 */
public record ShutdownRequest(DaemonIdentity daemon) {
  /** The route, below {@link Api#PREFIX}. */
  public static final String ROUTE = "/internal/lifecycle/shutdown";

  /** The body of the request. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("apiVersion", Api.VERSION);
    json.add("daemon", daemon.toJson());
    return json;
  }

  /**
   * Reads a request.
   *
   * @throws ApiException {@code invalid_request} when it is malformed or of another contract
   */
  public static ShutdownRequest fromJson(JsonObject json) {
    if (!Json.text(json, "apiVersion").orElse("").equals(Api.VERSION)) {
      throw ApiException.invalid(
          Reason.FIELD_VALUE, "request body requires `apiVersion` \"" + Api.VERSION + "\"");
    }
    if (!(json.get("daemon") instanceof JsonObject daemon)) {
      throw ApiException.invalid(Reason.FIELD_MISSING, "request body requires object `daemon`");
    }
    try {
      return new ShutdownRequest(DaemonIdentity.fromJson(daemon));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(Reason.FIELD_TYPE, e.getMessage());
    }
  }
}
