package dev.coven.http;

import com.google.gson.JsonObject;
import dev.coven.contract.Capability;
import dev.coven.contract.Json;
import dev.coven.harness.HarnessCapabilities;
import java.util.Optional;

/**
 * Actions that clients name by their ids. A refusal has a shape of its own here, which existing
 * clients read, and not the error envelope.
 */
final class ActionsResource {
  private final CapabilitiesResource capabilities;
  private final HarnessCapabilities harnesses;

  ActionsResource(CapabilitiesResource capabilities, HarnessCapabilities harnesses) {
    this.capabilities = capabilities;
    this.harnesses = harnesses;
  }

  Response act(Request request) {
    Optional<JsonObject> body = request.object();
    if (body.isEmpty()) {
      return rejected("(unknown)", "request body must be a JSON object");
    }
    String action = Json.text(body.get(), "action").map(String::strip).orElse("");
    if (action.isEmpty()) {
      return rejected("", "request body requires string field `action`");
    }
    if (!action.equals(Capability.REFRESH_ACTION)) {
      return rejected(action, "unknown action `" + action + "`");
    }
    harnesses.forget();
    JsonObject payload = new JsonObject();
    payload.addProperty("capabilities", capabilities.catalog().size());
    JsonObject event = new JsonObject();
    event.addProperty("kind", "capabilities.refreshed");
    event.addProperty("action", action);
    addIfSaid(event, body.get(), "origin");
    addIfSaid(event, body.get(), "intentId");
    event.add("payload", payload);
    JsonObject json = answer(true, action, "completed");
    json.add("event", event);
    return Response.ok(json);
  }

  private static void addIfSaid(JsonObject event, JsonObject body, String name) {
    Json.text(body, name)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> event.addProperty(name, text));
  }

  private static Response rejected(String action, String reason) {
    JsonObject json = answer(false, action, "rejected");
    json.addProperty("reason", reason);
    return Response.of(400, json);
  }

  private static JsonObject answer(boolean accepted, String action, String status) {
    JsonObject json = new JsonObject();
    json.addProperty("ok", accepted);
    json.addProperty("accepted", accepted);
    json.addProperty("action", action);
    json.addProperty("status", status);
    return json;
  }
}
