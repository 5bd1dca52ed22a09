package dev.coven.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code config.last-good.toml}: what {@code config.toml} said when the daemon last started well. A
 * daemon that comes back by itself, in the middle of somebody's edit, goes on with it.
 */
public final class ConfigLastGood {
  private static final String HEADER =
      """
      # What config.toml said when the daemon last started well (nothing here: every default).
      # Coven writes this file and falls back on it; to change a setting, edit config.toml.

      """;

  private final Path path;

  /**
   * That of one home.
   *
   * @param home the home
   */
  public ConfigLastGood(CovenHome home) {
    this.path = home.lastGoodConfig();
  }

  /** Where it is, or would be. */
  public Path path() {
    return path;
  }

  /**
   * Reads it.
   *
   * @return what it says, or empty when no daemon has started well in this home
   * @throws ConfigException when it cannot be used, because it was spoilt or is of another version
   */
  public Optional<Config> read() throws ConfigException {
    // An empty one is what a file system may make of it in a power cut; ours never is.
    ConfigReading reading = new ConfigFile(path).read();
    return reading.text().isBlank() ? Optional.empty() : Optional.of(reading.config());
  }

  /**
   * Keeps what the daemon has started with. Writes nothing when it is kept already.
   *
   * @param text the text of {@code config.toml}; empty when there is none
   * @throws IOException when the home cannot be written
   */
  void keep(String text) throws IOException {
    String kept = HEADER + text;
    if (!isKept(kept)) {
      PrivateFile.replace(path, kept);
    }
  }

  private boolean isKept(String text) throws IOException {
    try {
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).equals(text);
    } catch (NoSuchFileException first) {
      return false;
    }
  }
}
