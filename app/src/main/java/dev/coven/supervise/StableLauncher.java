package dev.coven.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of this program that a service may be given: one that still is the program after the
 * next update. A path with a version in it is not; it is replaced by the stable one that leads to
 * it.
 */
final class StableLauncher {
  /**
   * Ours: {@code PREFIX/share/coven/versions/1.2.3/bin/coven}, reached by {@code PREFIX/bin/coven}.
   */
  private static final Pattern OURS =
      Pattern.compile("(.*)/share/coven/(?:versions/[^/]+|current)/bin/coven");

  /** Homebrew's: {@code PREFIX/Cellar/coven/1.2.3/…}, reached by {@code PREFIX/bin/coven}. */
  private static final Pattern CELLAR = Pattern.compile("(.*)/Cellar/[^/]+/[^/]+/.*");

  private StableLauncher() {}

  /**
   * Finds the path to bake in.
   *
   * @param called the path by which this program was called, before links were followed; or null
   * @param image the image it runs from, or null
   * @return an absolute path
   * @throws ServiceException when there is none, or only one that the next update takes away
   */
  static Path find(String called, String image) throws ServiceException {
    if (image == null) {
      throw new ServiceException(
          "This program was not started by its launcher, so that no service can start it.",
          "coven daemon serve");
    }
    Path own = Path.of(image, "bin", "coven");
    Path launcher = called == null ? own : Path.of(called).toAbsolutePath().normalize();
    if (!Files.isExecutable(launcher)) {
      launcher = own;
    }
    if (!Files.isExecutable(launcher)) {
      throw new ServiceException(
          "The launcher " + own + " is missing or not executable; install Coven again.", null);
    }
    for (Pattern versioned : new Pattern[] {OURS, CELLAR}) {
      Matcher match = versioned.matcher(launcher.toString());
      if (match.matches()) {
        return stable(launcher, Path.of(match.group(1), "bin", "coven"));
      }
    }
    return launcher;
  }

  private static Path stable(Path versioned, Path stable) throws ServiceException {
    try {
      if (Files.isExecutable(stable) && isOfSamePrefix(stable, versioned)) {
        return stable;
      }
    } catch (IOException e) {
      // A link that leads nowhere is no stable path; that is said below.
    }
    throw new ServiceException(
        "The path "
            + versioned
            + " belongs to one version and would be gone after an update, and "
            + stable
            + " does not lead to it.",
        "install Coven so that " + stable + " exists, and call it by that path");
  }

  /** A link to the version, or a launcher of its own that chooses among versions. */
  private static boolean isOfSamePrefix(Path stable, Path versioned) throws IOException {
    return Files.isSameFile(stable, versioned)
        || versioned.startsWith(stable.getParent().getParent().resolve("share/coven"));
  }
}
