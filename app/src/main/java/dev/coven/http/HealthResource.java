package dev.coven.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.Health;
import dev.coven.harness.HarnessAdapter;
import dev.coven.harness.Harnesses;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What the daemon says of itself: health, the route family, and what it can do. */
final class HealthResource {
  private record Rendered(Health health, byte[] body) {}

  private final Supplier<Health> health;
  private final Harnesses harnesses;
  private volatile Rendered latest;

  HealthResource(Supplier<Health> health, Harnesses harnesses) {
    this.health = health;
    this.harnesses = harnesses;
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

  Response capabilities(Request request) {
    JsonArray capabilities = new JsonArray();
    capabilities.add(capability("coven.sessions", "Sessions", "coven", true));
    capabilities.add(capability("coven.events", "Events", "coven", true));
    for (HarnessAdapter adapter : harnesses.adapters()) {
      capabilities.add(
          capability(
              "coven.harness." + adapter.id(),
              adapter.label(),
              adapter.id(),
              harnesses.find(adapter).isPresent()));
    }
    JsonObject json = new JsonObject();
    json.add("capabilities", capabilities);
    return Response.ok(json);
  }

  private static JsonObject capability(String id, String label, String adapter, boolean available) {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("label", label);
    json.addProperty("adapter", adapter);
    json.addProperty("status", available ? "available" : "planned");
    json.addProperty("policy", "allow");
    json.add("actions", new JsonArray());
    return json;
  }
}
