package dev.coven.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import dev.coven.contract.Health;
import dev.coven.harness.HarnessAdapter;
import dev.coven.harness.Harnesses;
import java.util.function.Supplier;

/** What the daemon says of itself: health, the route family, and what it can do. */
final class HealthResource {
  private final Supplier<Health> health;
  private final Harnesses harnesses;

  HealthResource(Supplier<Health> health, Harnesses harnesses) {
    this.health = health;
    this.harnesses = harnesses;
  }

  Response health(Request request) {
    return Response.ok(health.get().toJson());
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
