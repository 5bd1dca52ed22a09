package dev.coven.contract;

import com.google.gson.JsonObject;
import java.time.Instant;

/**
 * Which daemon answers: what health, daemon.json and a shutdown request must agree on.
 *
 * @param pid its process id
 * @param startedAt when it started, to the millisecond
 * @param socket absolute path of its socket
 */
public record DaemonIdentity(long pid, Instant startedAt, String socket) {

  /** The members {@code pid}, {@code startedAt}, {@code socket}. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("pid", pid);
    json.add("startedAt", Json.timestamp(startedAt));
    json.addProperty("socket", socket);
    return json;
  }

  /**
   * Reads the three members from an object that may hold more.
   *
   * @throws IllegalArgumentException when one is missing or mistyped
   */
  public static DaemonIdentity fromJson(JsonObject json) {
    return new DaemonIdentity(
        Json.number(json, "pid").orElseThrow(() -> missing("pid")),
        Json.instant(json, "startedAt").orElseThrow(() -> missing("startedAt")),
        Json.text(json, "socket").orElseThrow(() -> missing("socket")));
  }

  private static IllegalArgumentException missing(String member) {
    return new IllegalArgumentException("daemon identity without a valid " + member);
  }
}
