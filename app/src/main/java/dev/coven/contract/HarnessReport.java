package dev.coven.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * All harnesses of a daemon, and what is wrong with the manifests that should describe more.
 *
 * @param manifests one of each harness, the bundled ones first
 * @param problems what is wrong with the manifests
 * @param scannedAt when the harness that was looked at first was looked at
 */
public record HarnessReport(
    List<CapabilityManifest> manifests, List<AdapterProblem> problems, Instant scannedAt) {
  /** Keeps its own copies. */
  public HarnessReport {
    manifests = List.copyOf(manifests);
    problems = List.copyOf(problems);
  }

  /** The object of {@code GET /capabilities/harnesses}. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.add("coven_skills", new JsonArray());
    JsonArray harnesses = new JsonArray();
    manifests.forEach(manifest -> harnesses.add(manifest.toJson()));
    json.add("harness_capabilities", harnesses);
    JsonArray wrong = new JsonArray();
    problems.forEach(problem -> wrong.add(problem.toJson()));
    json.add("adapter_problems", wrong);
    json.add("scanned_at", Json.timestamp(scannedAt));
    return json;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws RuntimeException when it is no such object
   */
  public static HarnessReport fromJson(JsonObject json) {
    List<CapabilityManifest> manifests = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("harness_capabilities")) {
      manifests.add(CapabilityManifest.fromJson(element.getAsJsonObject()));
    }
    List<AdapterProblem> problems = new ArrayList<>();
    if (json.get("adapter_problems") instanceof JsonArray wrong) {
      wrong.forEach(element -> problems.add(AdapterProblem.fromJson(element.getAsJsonObject())));
    }
    return new HarnessReport(
        manifests, problems, Json.instant(json, "scanned_at").orElse(Instant.EPOCH));
  }
}
