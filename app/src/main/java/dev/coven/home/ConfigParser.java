package dev.coven.home;

import com.google.re2j.PatternSyntaxException;
import dev.coven.privacy.Printable;
import dev.coven.privacy.SecretRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads the text of one {@code config.toml} and checks all of it: every problem is found, whatever
 * else is wrong.
 */
final class ConfigParser {
  private static final int LONGEST_SHOWN = 40;

  /** Far more than a pattern for a secret needs, and too little to make one that is slow. */
  private static final int LONGEST_PATTERN = 1_000;

  private final TomlParseResult document;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();
  private final Map<ConfigKey, TomlPosition> places = new EnumMap<>(ConfigKey.class);

  private ConfigParser(TomlParseResult document) {
    this.document = document;
  }

  /**
   * Parses.
   *
   * @param file where the text is from
   * @param text TOML 1.0 (https://toml.io/en/v1.0.0)
   * @return what it says
   * @throws ConfigException with every problem
   */
  static ConfigReading parse(Path file, String text) throws ConfigException {
    ConfigParser parser = new ConfigParser(Toml.parse(text));
    parser.findSyntaxErrors();
    parser.findKeys();
    Config config = parser.config();
    if (!parser.problems.isEmpty()) {
      throw new ConfigException(file, parser.problems);
    }
    parser.warnings.sort(ConfigProblem.ORDER);
    Map<ConfigKey, Integer> lines = new EnumMap<>(ConfigKey.class);
    parser.places.forEach((key, place) -> lines.put(key, place.line()));
    return new ConfigReading(true, text, config, lines, parser.warnings);
  }

  private void findSyntaxErrors() {
    document
        .errors()
        .forEach(error -> problem(error.position(), Printable.line(error.getMessage()) + "."));
  }

  private void findKeys() {
    for (String name : document.keySet()) {
      TomlPosition place = document.inputPositionOf(List.of(name));
      Object value = document.get(List.of(name));
      if (!ConfigKey.isTable(name)) {
        unknown(place, name);
      } else if (value instanceof TomlTable table) {
        findKeys(name, table);
      } else {
        problem(
            place, name + " is " + shown(name, value) + "; it must be a table: [" + name + "].");
      }
    }
  }

  private void findKeys(String name, TomlTable table) {
    for (String word : table.keySet()) {
      TomlPosition place = table.inputPositionOf(List.of(word));
      Optional<ConfigKey> key = ConfigKey.find(name, word);
      if (key.isPresent()) {
        places.put(key.get(), place);
      } else {
        unknown(place, name + "." + word);
      }
    }
  }

  private void unknown(TomlPosition place, String path) {
    String meant = ConfigNames.nearest(path).map(" Did you mean %s?"::formatted).orElse("");
    warnings.add(
        new ConfigProblem(
            place.line(), place.column(), cut(path) + " is not known and does nothing." + meant));
  }

  private Config config() {
    return new Config(
        new Config.Sessions(
            read(ConfigKey.SESSIONS_MAX_LIVE, ConfigParser::liveSessions)
                .orElse(Config.DEFAULT.sessions().maxLive())),
        new Config.Retention(
            read(ConfigKey.RETENTION_EVENTS, ConfigParser::duration),
            read(ConfigKey.RETENTION_SESSIONS, ConfigParser::duration),
            read(ConfigKey.RETENTION_MAX_SIZE, ConfigParser::size)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty())),
        new Config.Redaction(patterns()));
  }

  /** A value; empty when the file does not set it, or when what it sets is a problem. */
  private <T> Optional<T> read(ConfigKey key, Function<Object, Optional<T>> reader) {
    if (!places.containsKey(key)) {
      return Optional.empty();
    }
    Object value = document.get(key.path());
    Optional<T> read = reader.apply(value);
    if (read.isEmpty()) {
      problem(
          places.get(key),
          key.path() + " is " + shown(key.table(), value) + "; it must be " + key.rule() + ".");
    }
    return read;
  }

  private static Optional<Integer> liveSessions(Object value) {
    return value instanceof Long number && number >= 1 && number <= Config.Sessions.MOST
        ? Optional.of(number.intValue())
        : Optional.empty();
  }

  private static Optional<Duration> duration(Object value) {
    return value instanceof String text ? ConfigUnits.duration(text) : Optional.empty();
  }

  private static Optional<Long> size(Object value) {
    return value instanceof String text ? ConfigUnits.size(text) : Optional.empty();
  }

  private List<String> patterns() {
    ConfigKey key = ConfigKey.REDACTION_PATTERNS;
    Optional<TomlArray> array =
        read(
            key,
            value ->
                value instanceof TomlArray list && list.size() <= ConfigKey.Rule.MOST_PATTERNS
                    ? Optional.of(list)
                    : Optional.empty());
    List<String> patterns = new ArrayList<>();
    for (int i = 0; array.isPresent() && i < array.get().size(); i++) {
      String complaint = complaint(array.get().get(i), patterns);
      if (complaint != null) {
        problem(
            array.get().inputPositionOf(i), key.path() + ", number " + (i + 1) + " " + complaint);
      }
    }
    return List.copyOf(patterns);
  }

  /** Never shows the pattern: somebody may have written his secret there as it is. */
  private static String complaint(Object value, List<String> patterns) {
    if (!(value instanceof String pattern)) {
      return "is not a text; it must be a regular expression in quotes.";
    }
    if (pattern.length() > LONGEST_PATTERN) {
      return "is longer than " + LONGEST_PATTERN + " characters.";
    }
    try {
      SecretRules unused = SecretRules.with(List.of(pattern));
    } catch (IllegalArgumentException e) {
      // Not its message, which shows the pattern.
      return e.getCause() instanceof PatternSyntaxException syntax
          ? "is not a regular expression of RE2 (" + Printable.line(syntax.getDescription()) + ")."
          : "matches the empty text; it must match at least one character.";
    }
    patterns.add(pattern);
    return null;
  }

  private void problem(TomlPosition place, String message) {
    problems.add(new ConfigProblem(place.line(), place.column(), message));
  }

  /** A pattern that somebody wrote without the list around it is not shown either. */
  private static String shown(String table, Object value) {
    return table.equals(ConfigKey.REDACTION_PATTERNS.table()) && value instanceof String
        ? "a text"
        : shown(value);
  }

  private static String shown(Object value) {
    return switch (value) {
      case String text -> '"' + cut(text) + '"';
      case Long number -> number.toString();
      case Double number -> number.toString();
      case Boolean flag -> flag.toString();
      case TomlTable _ -> "a table";
      case TomlArray list -> "a list of " + list.size();
      default -> "a date or time";
    };
  }

  private static String cut(String text) {
    String shown = Printable.line(text);
    return shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN) + "…";
  }
}
