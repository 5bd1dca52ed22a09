package dev.coven.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;

/**
 * Which configuration a daemon runs on.
 *
 * @param source where it is from
 * @param problem why it is not the file's, with all that is wrong with it; null when it is
 */
public record ConfigHealth(Source source, String problem) {
  /** It is what {@code config.toml} says. */
  public static final ConfigHealth FILE = new ConfigHealth(Source.FILE, null);

  /** There is no {@code config.toml}. */
  public static final ConfigHealth DEFAULTS = new ConfigHealth(Source.DEFAULTS, null);

  /** Where a configuration is from. */
  public enum Source {
    /** {@code config.toml}. */
    FILE,
    /** There is no file. */
    DEFAULTS,
    /** The file cannot be used; this is what it said when the daemon last started well. */
    LAST_GOOD;

    /** The word on the wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The file cannot be used. */
  public static ConfigHealth lastGood(String problem) {
    return new ConfigHealth(Source.LAST_GOOD, problem);
  }

  /** The member {@code config} of health. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("source", source.wire());
    json.add("problem", Json.nullable(problem));
    return json;
  }

  static ConfigHealth fromJson(JsonElement element) {
    JsonObject json = element instanceof JsonObject object ? object : new JsonObject();
    return switch (Json.text(json, "source").orElse("")) {
      case "last_good" -> lastGood(Json.text(json, "problem").orElse(""));
      case "file" -> FILE;
      // A daemon that does not tell has none.
      default -> DEFAULTS;
    };
  }
}
