package dev.coven.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.Health;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What the daemon says of itself: health and the route family. */
final class HealthResource {
  private record Rendered(Health health, byte[] body) {}

  private final Supplier<Health> health;
  private volatile Rendered latest;

  HealthResource(Supplier<Health> health) {
    this.health = health;
  }

  /** Health is asked for more often than it changes: its text is made when it has. */
  Response health(Request request) {
    Health now = health.get();
    Rendered rendered = latest;
    if (rendered == null || !rendered.health().equals(now)) {
      rendered = new Rendered(now, now.toJson().toString().getBytes(StandardCharsets.UTF_8));
      latest = rendered;
    }
    return Response.of(200, rendered.body());
  }

  Response apiVersion(Request request) {
    JsonArray supported = new JsonArray();
    supported.add(Api.ROUTE_FAMILY);
    JsonObject json = new JsonObject();
    json.addProperty("apiVersion", Api.ROUTE_FAMILY);
    json.add("supportedApiVersions", supported);
    return Response.ok(json);
  }
}
