package dev.coven.home;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Where things lie that concern a daemon and may not lie in its home, because they tell where that
 * home is or why it cannot be used: {@code $XDG_STATE_HOME/coven}, by default {@code
 * ~/.local/state/coven}.
 *
 * @param directory its absolute path; need not exist
 */
public record StateDirectory(Path directory) {
  /**
   * Finds the directory that an environment asks for. As the XDG base directory specification has
   * it, a relative XDG_STATE_HOME counts as unset.
   *
   * @param environment the caller's environment
   * @return the directory, not yet made
   * @throws UnusableHomeException when the user has no home directory
   */
  public static StateDirectory locate(Map<String, String> environment)
      throws UnusableHomeException {
    String named = environment.getOrDefault("XDG_STATE_HOME", "");
    Path base =
        named.startsWith("/")
            ? Path.of(named)
            : CovenHome.userHome(environment).resolve(".local/state");
    return new StateDirectory(base.resolve("coven").normalize());
  }

  /** What is remembered of instances, a few files for each. */
  public Path instances() {
    return directory.resolve("instances");
  }

  /**
   * Makes {@link #instances}, for nobody but this user.
   *
   * @throws IOException when it cannot be made
   */
  public void prepare() throws IOException {
    Files.createDirectories(directory.getParent());
    for (Path each : new Path[] {directory, instances()}) {
      if (!Files.isDirectory(each)) {
        Files.createDirectory(
            each,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    }
  }

  /**
   * Removes the directory when nothing is remembered any more: an uninstall leaves nothing behind.
   *
   * @throws IOException when it is empty and cannot be removed
   */
  public void removeIfEmpty() throws IOException {
    try {
      Files.deleteIfExists(instances());
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException inUse) {
      // Another instance is remembered; the directory is its too.
      return;
    }
  }
}
