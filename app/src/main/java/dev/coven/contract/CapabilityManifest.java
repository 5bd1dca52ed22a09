package dev.coven.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a harness brings with it, as the daemon sees it. Texts come from manifests and programs of
 * others: print them escaped.
 *
 * @param harnessId the harness
 * @param scannedAt when it was looked at
 * @param instructions the file of instructions that it reads in every project
 * @param skills what it has learned
 * @param plugins what was added to it
 * @param warnings what could not be examined
 * @param executable its program
 * @param adapter how Coven launches it
 */
public record CapabilityManifest(
    String harnessId,
    Instant scannedAt,
    Instructions instructions,
    List<Extension> skills,
    List<Extension> plugins,
    List<Warning> warnings,
    Executable executable,
    Adapter adapter) {

  /** Keeps its own copies. */
  public CapabilityManifest {
    skills = List.copyOf(skills);
    plugins = List.copyOf(plugins);
    warnings = List.copyOf(warnings);
  }

  /**
   * A file of instructions; only its presence is looked at.
   *
   * @param path where it is; null when there is none
   * @param bytes how long it is
   */
  public record Instructions(String path, long bytes) {
    /** There is none. */
    public static final Instructions NONE = new Instructions(null, 0);
  }

  /**
   * A skill or a plugin; only its presence is looked at.
   *
   * @param name its name
   * @param path where it is
   */
  public record Extension(String name, String path) {}

  /**
   * Something that could not be examined.
   *
   * @param kind a stable word
   * @param path what it is about
   * @param message a sentence
   */
  public record Warning(String kind, String path, String message) {}

  /**
   * A program.
   *
   * @param name its bare name
   * @param path where the daemon finds it; null when it does not
   * @param version the first line that it prints when asked; null when it does not tell
   */
  public record Executable(String name, String path, String version) {}

  /**
   * How a harness is launched.
   *
   * @param label its name for people
   * @param installHint how to get the program
   * @param manifest the file that describes it; null for a bundled one
   * @param modes the launch modes that it has, in words of the wire
   * @param model whether it can be asked for a model
   */
  public record Adapter(
      String label, String installHint, String manifest, List<String> modes, boolean model) {
    /** Keeps its own copy. */
    public Adapter {
      modes = List.copyOf(modes);
    }
  }

  /** The object of {@code GET /capabilities/:harnessId}. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("harness_id", harnessId);
    json.add("scanned_at", Json.timestamp(scannedAt));
    JsonObject global = new JsonObject();
    global.addProperty("present", instructions.path() != null);
    if (instructions.path() != null) {
      global.addProperty("path", instructions.path());
      global.addProperty("byte_count", instructions.bytes());
    }
    json.add("global_instructions", global);
    json.add("skills", extensions(skills));
    json.add("plugins", extensions(plugins));
    JsonArray said = new JsonArray();
    for (Warning warning : warnings) {
      JsonObject one = new JsonObject();
      one.addProperty("kind", warning.kind());
      one.addProperty("path", warning.path());
      one.addProperty("message", warning.message());
      said.add(one);
    }
    json.add("warnings", said);
    JsonObject program = new JsonObject();
    program.addProperty("name", executable.name());
    program.add("path", Json.nullable(executable.path()));
    program.add("version", Json.nullable(executable.version()));
    json.add("executable", program);
    json.add("adapter", adapterJson());
    return json;
  }

  private JsonArray extensions(List<Extension> extensions) {
    JsonArray array = new JsonArray();
    for (Extension extension : extensions) {
      JsonObject one = new JsonObject();
      one.addProperty("id", extension.name());
      one.addProperty("name", extension.name());
      one.addProperty("source", "harness-native");
      one.addProperty("harness_id", harnessId);
      one.addProperty("path", extension.path());
      array.add(one);
    }
    return array;
  }

  private JsonObject adapterJson() {
    JsonObject json = new JsonObject();
    json.addProperty("label", adapter.label());
    json.addProperty("install_hint", adapter.installHint());
    json.add("manifest", Json.nullable(adapter.manifest()));
    JsonArray modes = new JsonArray();
    adapter.modes().forEach(modes::add);
    json.add("launch_modes", modes);
    json.addProperty("model", adapter.model());
    return json;
  }

  /**
   * Reads what {@link #toJson} wrote. What a daemon does not tell that knows no {@code executable}
   * and no {@code adapter} is empty.
   *
   * @throws IllegalArgumentException when it is no manifest
   */
  public static CapabilityManifest fromJson(JsonObject json) {
    JsonObject global = object(json, "global_instructions");
    List<Warning> warnings = new ArrayList<>();
    for (JsonObject warning : objects(json, "warnings")) {
      warnings.add(
          new Warning(text(warning, "kind"), text(warning, "path"), text(warning, "message")));
    }
    JsonObject program = object(json, "executable");
    JsonObject launch = object(json, "adapter");
    return new CapabilityManifest(
        Json.text(json, "harness_id")
            .orElseThrow(() -> new IllegalArgumentException("a manifest without harness_id")),
        Json.instant(json, "scanned_at").orElse(Instant.EPOCH),
        new Instructions(
            Json.text(global, "path").orElse(null), Json.number(global, "byte_count").orElse(0)),
        extensions(json, "skills"),
        extensions(json, "plugins"),
        warnings,
        new Executable(
            text(program, "name"),
            Json.text(program, "path").orElse(null),
            Json.text(program, "version").orElse(null)),
        new Adapter(
            text(launch, "label"),
            text(launch, "install_hint"),
            Json.text(launch, "manifest").orElse(null),
            strings(launch, "launch_modes"),
            Json.flag(launch, "model")));
  }

  private static List<Extension> extensions(JsonObject json, String name) {
    return objects(json, name).stream()
        .map(each -> new Extension(text(each, "name"), text(each, "path")))
        .toList();
  }

  private static JsonObject object(JsonObject json, String name) {
    return json.get(name) instanceof JsonObject inner ? inner : new JsonObject();
  }

  private static List<JsonObject> objects(JsonObject json, String name) {
    List<JsonObject> objects = new ArrayList<>();
    if (json.get(name) instanceof JsonArray array) {
      array.forEach(
          element -> {
            if (element instanceof JsonObject object) {
              objects.add(object);
            }
          });
    }
    return objects;
  }

  private static List<String> strings(JsonObject json, String name) {
    List<String> strings = new ArrayList<>();
    if (json.get(name) instanceof JsonArray array) {
      for (JsonElement element : array) {
        if (element instanceof JsonPrimitive value && value.isString()) {
          strings.add(value.getAsString());
        }
      }
    }
    return strings;
  }

  private static String text(JsonObject json, String name) {
    return Json.text(json, name).orElse("");
  }
}
