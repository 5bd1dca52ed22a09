package dev.coven.client;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.Api;
import dev.coven.contract.Health;
import dev.coven.contract.Json;
import java.io.IOException;

/** The first words on every connection: who are you, and do we speak the same contract. */
final class Handshake {
  private static final Request HEALTH = Request.get("/health");
  private static final int OK = 200;

  private Handshake() {}

  /**
   * Asks for health.
   *
   * @return what the daemon says of itself, of whatever contract version it is
   * @throws UnusableDaemonException when the answer is not a daemon's
   */
  static Health ask(HttpLink link, Limit limit) throws IOException {
    Response response = link.exchange(HEALTH, limit);
    if (response.status() != OK) {
      throw UnusableDaemonException.foreign("it answered " + response.status() + " to health");
    }
    try {
      JsonObject json = Json.parseObject(response.body());
      return Health.fromJson(json);
    } catch (JsonParseException | IllegalArgumentException e) {
      throw UnusableDaemonException.foreign("its health is not a daemon's");
    }
  }

  /**
   * Requires this program's contract.
   *
   * @throws UnusableDaemonException when the daemon speaks another
   */
  static void requireContract(Health health) throws UnusableDaemonException {
    if (!health.apiVersion().equals(Api.VERSION)) {
      throw UnusableDaemonException.incompatible(health);
    }
  }
}
