package dev.coven.contract;

import com.google.gson.JsonObject;

/**
 * What a session was launched with, as it is kept.
 *
 * @param request the launch, without an id of its own and with its secrets masked
 * @param masked whether any were: then the same launch cannot be made from this
 */
public record RecordedRequest(LaunchRequest request, boolean masked) {
  private static final String MASKED = "masked";

  /**
   * Reads it from the wire.
   *
   * @throws ApiException when it holds no launch
   */
  public static RecordedRequest fromJson(JsonObject json) {
    return new RecordedRequest(LaunchRequest.fromJson(json), Json.flag(json, MASKED));
  }

  /** The members of a launch, and {@code masked} beside them. */
  public JsonObject toJson() {
    JsonObject json = request.toJson();
    json.addProperty(MASKED, masked);
    return json;
  }
}
