package dev.coven.home;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** The names that a daemon needs in its home. Looks and changes nothing. */
public final class HomeNames {
  private final CovenHome home;

  /** The names in one home. */
  public HomeNames(CovenHome home) {
    this.home = home;
  }

  /**
   * Whether the daemon's own names are free for it, or its. What stands in a name's place stays
   * there, however often the daemon is started.
   *
   * @throws UnusableHomeException when one is taken
   */
  public void check() throws UnusableHomeException {
    if (Files.exists(home.logs(), LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(home.logs())) {
      throw taken(home.logs(), "is not a directory. Move it away", moveAway(home.logs()));
    }
    for (Path file : List.of(home.lock(), home.daemonFile(), home.startLog(), home.log())) {
      if (Files.isDirectory(file)) {
        throw taken(file, "is a directory where a file belongs. Move it away", moveAway(file));
      }
      // daemon.json is replaced, never written to.
      if (!file.equals(home.daemonFile()) && Files.exists(file) && !Files.isWritable(file)) {
        throw taken(
            file, "is not writable. Run: chmod 600 '" + file + "'", "chmod 600 '" + file + "'");
      }
    }
  }

  private static String moveAway(Path path) {
    return "mv '" + path + "' '" + path + ".old'";
  }

  private static UnusableHomeException taken(Path name, String what, String remedy) {
    return new UnusableHomeException(
        "The home cannot be used: " + name + " " + what + ".", remedy, null);
  }
}
