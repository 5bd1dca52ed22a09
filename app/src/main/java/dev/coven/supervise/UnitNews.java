package dev.coven.supervise;

import dev.coven.contract.Health;
import dev.coven.home.CovenVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a person should know when a unit was written anew: sentences, safe to print. */
final class UnitNews {
  private UnitNews() {}

  /** After a start that found the daemon running, and left it so. */
  static void addOfStart(
      List<String> notes, boolean drifted, Health running, StartOptions options) {
    if (drifted) {
      // A restart takes this shell's PATH, unless it is told another again.
      String path = options.searchPath().map(p -> " --path '" + p + "'").orElse("");
      notes.add(
          "The unit was brought up to date; it takes effect with: coven daemon restart" + path);
    }
    if (!running.covenVersion().equals(CovenVersion.get())) {
      notes.add(
          "Version "
              + running.covenVersion()
              + " runs, "
              + CovenVersion.get()
              + " is installed. To finish the update: coven daemon restart");
    }
  }

  /**
   * Before a restart.
   *
   * @param installed the units that are to be replaced
   */
  static void addOfUpgrade(List<String> notes, InstalledUnits installed) throws ServiceException {
    Optional<String> service = installed.mainText();
    if (service.isPresent() && service.get().contains("Restart=on-failure")) {
      notes.add("The unit was an older one, with Restart=on-failure; it is up to date now.");
    }
    for (Path missing : installed.missing()) {
      notes.add(
          "The unit was an older one, without "
              + missing.getFileName()
              + "; it is up to date now, and clients wait while the daemon restarts.");
    }
  }
}
