package dev.coven.home;

import dev.coven.contract.ConfigHealth;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a daemon runs on: {@code config.toml}, or without one the defaults, or the last good one
 * when the file cannot be used.
 */
public final class ConfigInForce {
  private final ConfigLastGood lastGood;
  private final Config config;
  private final ConfigHealth health;
  private final List<String> warnings;
  private final String text;

  private ConfigInForce(
      ConfigLastGood lastGood,
      Config config,
      ConfigHealth health,
      List<String> warnings,
      String text) {
    this.lastGood = lastGood;
    this.config = config;
    this.health = health;
    this.warnings = warnings;
    this.text = text;
  }

  /**
   * Settles what a daemon of a home is to run on.
   *
   * @param home the home; checked, and locked by this process
   * @throws ConfigException when the file cannot be used, and there is no last good one
   */
  public static ConfigInForce settle(CovenHome home) throws ConfigException {
    ConfigFile file = new ConfigFile(home);
    ConfigLastGood lastGood = new ConfigLastGood(home);
    try {
      ConfigReading reading = file.read();
      return new ConfigInForce(
          lastGood,
          reading.config(),
          reading.present() ? ConfigHealth.FILE : ConfigHealth.DEFAULTS,
          reading.warnings().stream().map(warning -> warning.at(file.path())).toList(),
          reading.text());
    } catch (ConfigException bad) {
      return new ConfigInForce(
          lastGood,
          fallBack(lastGood, bad),
          ConfigHealth.lastGood(bad.getMessage()),
          List.of(bad.getMessage() + " The last good one is in force: " + lastGood.path()),
          null);
    }
  }

  private static Config fallBack(ConfigLastGood lastGood, ConfigException bad)
      throws ConfigException {
    Optional<Config> config;
    try {
      config = lastGood.read();
    } catch (ConfigException alsoBad) {
      bad.addSuppressed(alsoBad);
      throw bad;
    }
    return config.orElseThrow(() -> bad);
  }

  /** What it says. */
  public Config config() {
    return config;
  }

  /** What health says of it. */
  public ConfigHealth health() {
    return health;
  }

  /** Sentences for the log, and for whoever runs the daemon; may hold text of the file. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Keeps it as the last good one, now that the daemon has started with it.
   *
   * @throws IOException when the home cannot be written
   */
  public void keep() throws IOException {
    if (text != null) {
      lastGood.keep(text);
    }
  }
}
