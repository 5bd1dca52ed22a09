package dev.coven.diagnose;

import dev.coven.home.ConfigException;
import dev.coven.home.ConfigFile;
import dev.coven.home.ConfigReading;
import dev.coven.home.CovenHome;
import dev.coven.home.EnvironmentFile;
import dev.coven.home.EnvironmentFileException;
import java.util.ArrayList;
import java.util.List;

/** What the user wrote for the daemon: settings, and variables for harnesses. */
final class SettingsCheck implements Check {
  private final CovenHome home;

  SettingsCheck(CovenHome home) {
    this.home = home;
  }

  @Override
  public String subject() {
    return "settings";
  }

  @Override
  public List<CheckResult> look() {
    List<CheckResult> results = new ArrayList<>();
    results.add(config());
    results.add(variables());
    return results;
  }

  private CheckResult config() {
    String id = "settings.config";
    try {
      ConfigReading reading = new ConfigFile(home).read();
      if (!reading.warnings().isEmpty()) {
        return CheckResult.warn(
            id, reading.warnings().getFirst().at(home.config()), "coven config check");
      }
      return CheckResult.pass(
          id, reading.present() ? "config.toml is good." : "There is no config.toml.");
    } catch (ConfigException e) {
      return CheckResult.fail(id, e.getMessage(), "coven config check");
    }
  }

  private CheckResult variables() {
    String id = "settings.environment";
    EnvironmentFile file = new EnvironmentFile(home.environment());
    try {
      int count = file.read().size();
      return CheckResult.pass(
          id, "Harnesses get " + count + (count == 1 ? " variable" : " variables") + " of yours.");
    } catch (EnvironmentFileException e) {
      return CheckResult.fail(
          id,
          e.getMessage() + ". No harness can be launched until that is mended.",
          "${EDITOR:-vi} '" + file.path() + "'");
    }
  }
}
