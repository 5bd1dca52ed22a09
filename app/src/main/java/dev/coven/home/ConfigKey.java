package dev.coven.home;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** What may stand in {@code config.toml}. {@code docs/reference/config.md} describes each. */
public enum ConfigKey {
  /** How many sessions may be live at once. */
  SESSIONS_MAX_LIVE(
      "sessions",
      "max-live",
      "a whole number from 1 to " + Config.Sessions.MOST,
      config -> new JsonPrimitive(config.sessions().maxLive())),

  /** How long a session keeps its events. */
  RETENTION_EVENTS(
      "retention",
      "events",
      Rule.DURATION,
      config -> text(config.retention().events().map(ConfigUnits::show))),

  /** How long a session is kept. */
  RETENTION_SESSIONS(
      "retention",
      "sessions",
      Rule.DURATION,
      config -> text(config.retention().sessions().map(ConfigUnits::show))),

  /** What events may take on disk. */
  RETENTION_MAX_SIZE(
      "retention",
      "max-size",
      "a size such as \"5GB\" or \"500MB\" (or in KiB, MiB, GiB, TiB), from 1MB to 1000TB",
      config -> text(shown(config.retention().maxBytes()))),

  /** What else is a secret. */
  REDACTION_PATTERNS(
      "redaction",
      "patterns",
      "a list of regular expressions, at most " + Rule.MOST_PATTERNS,
      config -> {
        JsonArray patterns = new JsonArray();
        config.redaction().patterns().forEach(patterns::add);
        return patterns;
      });

  private final String table;
  private final String word;
  private final String rule;
  private final Function<Config, JsonElement> value;

  ConfigKey(String table, String word, String rule, Function<Config, JsonElement> value) {
    this.table = table;
    this.word = word;
    this.rule = rule;
    this.value = value;
  }

  /** Apart, because an enum's constants cannot use constants of the enum that follow them. */
  static final class Rule {
    static final String DURATION =
        "a duration such as \"30d\", \"12h\" or \"90m\" (units s, m, h, d, w), up to \"36500d\"";

    /** Each is tried at every place of all output. */
    static final int MOST_PATTERNS = 64;

    private Rule() {}
  }

  /** The table that it stands in. */
  String table() {
    return table;
  }

  /** Its name in full, such as {@code retention.max-size}. */
  public String path() {
    return table + "." + word;
  }

  /** What is allowed, to follow "it must be". */
  String rule() {
    return rule;
  }

  /**
   * What a configuration says for it, as it would be written: null for what is not limited.
   *
   * @param config a configuration
   * @return a number, a text, an array of texts, or JSON null
   */
  public JsonElement in(Config config) {
    return value.apply(config);
  }

  static Optional<ConfigKey> find(String table, String word) {
    return Arrays.stream(values())
        .filter(key -> key.table.equals(table) && key.word.equals(word))
        .findFirst();
  }

  static boolean isTable(String name) {
    return Arrays.stream(values()).anyMatch(key -> key.table.equals(name));
  }

  private static JsonElement text(Optional<String> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }

  private static Optional<String> shown(OptionalLong bytes) {
    return bytes.isPresent() ? Optional.of(ConfigUnits.show(bytes.getAsLong())) : Optional.empty();
  }
}
