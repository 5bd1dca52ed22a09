package dev.coven.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that can be asked of the daemon.
 *
 * @param id its name, with dots
 * @param label its name for people
 * @param adapter who does it
 * @param available whether it can be done now
 * @param actions the ids of its actions
 * @param executable the bare name of a harness's program; null for what is no harness
 */
public record Capability(
    String id,
    String label,
    String adapter,
    boolean available,
    List<String> actions,
    String executable) {
  /** What the id of a harness's capability begins with; the harness's own id follows. */
  public static final String HARNESS_PREFIX = "coven.harness.";

  /** The action that makes the daemon look again at what harnesses bring. */
  public static final String REFRESH_ACTION = "coven.capabilities.refresh";

  private static final String AVAILABLE = "available";

  /** Keeps its own copy. */
  public Capability {
    actions = List.copyOf(actions);
  }

  /** Whether it is a harness. */
  public boolean isHarness() {
    return id.startsWith(HARNESS_PREFIX);
  }

  /** An element of the catalog. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    json.addProperty("label", label);
    json.addProperty("adapter", adapter);
    json.addProperty("status", available ? AVAILABLE : "planned");
    json.addProperty("policy", "allow");
    JsonArray ids = new JsonArray();
    actions.forEach(ids::add);
    json.add("actions", ids);
    if (executable != null) {
      json.addProperty("executable", executable);
    }
    return json;
  }

  /**
   * Reads an element of the catalog.
   *
   * @throws IllegalArgumentException when it has no id
   */
  public static Capability fromJson(JsonObject json) {
    List<String> actions = new ArrayList<>();
    if (json.get("actions") instanceof JsonArray ids) {
      for (JsonElement action : ids) {
        actions.add(action.getAsString());
      }
    }
    return new Capability(
        Json.text(json, "id")
            .orElseThrow(() -> new IllegalArgumentException("a capability without id")),
        Json.text(json, "label").orElse(""),
        Json.text(json, "adapter").orElse(""),
        Json.text(json, "status").orElse("").equals(AVAILABLE),
        actions,
        Json.text(json, "executable").orElse(null));
  }
}
