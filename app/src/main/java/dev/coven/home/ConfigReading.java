package dev.coven.home;

import java.util.List;
import java.util.Map;

/**
 * What was read from a {@code config.toml} that can be used.
 *
 * @param present whether there is a file; without one, every key has its default
 * @param text the file as it was read; empty when there is none
 * @param config what it says
 * @param lines the line of each key that it sets
 * @param warnings what does nothing, such as keys that nobody knows, in the order of the file
 */
public record ConfigReading(
    boolean present,
    String text,
    Config config,
    Map<ConfigKey, Integer> lines,
    List<ConfigProblem> warnings) {

  /** What no file says. */
  static final ConfigReading ABSENT =
      new ConfigReading(false, "", Config.DEFAULT, Map.of(), List.of());

  /** Keeps copies. */
  public ConfigReading {
    lines = Map.copyOf(lines);
    warnings = List.copyOf(warnings);
  }
}
