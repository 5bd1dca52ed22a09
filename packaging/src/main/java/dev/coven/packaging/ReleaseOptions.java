package dev.coven.packaging;

import dev.coven.update.Version;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The command line of {@code packaging/release}.
 *
 * @param version what is released
 * @param directory where the feed is written
 * @param key signs it; empty to leave that to another machine
 * @param channel who is to get it
 * @param days until it expires
 * @param minimum the oldest version that it may replace
 */
record ReleaseOptions(
    Version version,
    Path directory,
    Optional<Path> key,
    String channel,
    int days,
    Version minimum) {

  /**
   * What holds where nothing is said.
   *
   * @param minimum as above
   * @param days as above
   */
  record Defaults(String minimum, int days) {}

  /**
   * Reads it.
   *
   * @param args the words
   * @param from where it begins in them
   * @throws BuildException with the usage
   */
  static ReleaseOptions parse(String[] args, int from, Defaults defaults, String usage) {
    var words = Arrays.copyOfRange(args, from, args.length);
    if (words.length < 2 || words.length % 2 != 0) {
      throw new BuildException(usage);
    }
    Optional<Path> key = Optional.empty();
    var channel = "stable";
    var days = defaults.days();
    var minimum = defaults.minimum();
    try {
      for (int i = 2; i < words.length; i += 2) {
        switch (words[i]) {
          case "--key" -> key = Optional.of(Path.of(words[i + 1]));
          case "--channel" -> channel = words[i + 1];
          case "--days" -> days = Integer.parseInt(words[i + 1]);
          case "--minimum" -> minimum = words[i + 1];
          default -> throw new BuildException(usage);
        }
      }
      return new ReleaseOptions(
          new Version(words[0]), Path.of(words[1]), key, channel, days, new Version(minimum));
    } catch (IllegalArgumentException e) {
      throw new BuildException(e.getMessage() + "\n" + usage);
    }
  }
}
