package dev.coven.contract;

import com.google.gson.JsonObject;

/**
 * Something about a manifest of harnesses that its owner should know. Every text may quote the
 * manifest: print it escaped.
 *
 * @param file the manifest, or the directory or variable that should name one
 * @param adapter the id of the adapter that it is about; null when it is about the whole file
 * @param field the member that it is about; null when it is about the whole adapter or file
 * @param level how much is lost by it
 * @param message what is wrong and what is expected
 */
public record AdapterProblem(
    String file, String adapter, String field, Level level, String message) {
  /** How much is lost by a problem. */
  public enum Level {
    /** The adapter is not there; about a whole file, none of its adapters is. */
    ERROR,
    /** Something that the manifest says has no effect. */
    WARNING;

    /** The word on the wire. */
    public String wire() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** {@code {file, adapter, field, level, message}}; every member is always there. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("file", file);
    json.add("adapter", Json.nullable(adapter));
    json.add("field", Json.nullable(field));
    json.addProperty("level", level.wire());
    json.addProperty("message", message);
    return json;
  }

  /** Reads what {@link #toJson} wrote; a level that is not known is an error. */
  public static AdapterProblem fromJson(JsonObject json) {
    return new AdapterProblem(
        Json.text(json, "file").orElse(""),
        Json.text(json, "adapter").orElse(null),
        Json.text(json, "field").orElse(null),
        Json.text(json, "level").orElse("").equals(Level.WARNING.wire())
            ? Level.WARNING
            : Level.ERROR,
        Json.text(json, "message").orElse(""));
  }

  /** The problem with its place, in one line; to be escaped before it is printed. */
  public String sentence() {
    StringBuilder text = new StringBuilder(file);
    if (adapter != null) {
      text.append(", adapter `").append(adapter).append('`');
    }
    if (field != null) {
      text.append(", `").append(field).append('`');
    }
    return text.append(": ").append(message).toString();
  }
}
