package dev.coven.supervise;

import dev.coven.home.ConfigException;
import dev.coven.home.ConfigFile;
import dev.coven.home.CovenHome;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Looks at {@code config.toml} before a verb starts a daemon or ends one. A daemon that comes back
 * by itself falls back on the last good one; whoever types a command can mend the file first.
 */
final class ConfigGate {
  private ConfigGate() {}

  /**
   * Lets a verb pass, or not.
   *
   * @param home the home that a daemon is to start in
   * @param say told what the file holds that does nothing
   * @throws ServiceException with everything that is wrong with the file
   */
  static void pass(CovenHome home, Consumer<String> say) throws ServiceException {
    ConfigFile file = new ConfigFile(home);
    try {
      Path path = file.path();
      file.read().warnings().forEach(warning -> say.accept(warning.at(path)));
    } catch (ConfigException e) {
      throw new ServiceException(
          "The configuration has "
              + e.count()
              + "; nothing was started or stopped.\n  "
              + String.join("\n  ", e.lines()),
          "coven config check (when that is mended)");
    }
  }
}
