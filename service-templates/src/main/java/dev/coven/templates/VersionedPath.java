package dev.coven.templates;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells a path that names one version of a program from a stable one. A unit that holds the former
 * dies with the next update: Homebrew removes the old Cellar directory, an update the old version.
 */
public final class VersionedPath {
  private static final Pattern VERSIONED =
      Pattern.compile(
          // 1.2.3, v1.2.3, coven-1.2.3, coven@1.2, 1.2.3-rc.1
          "(|.*[-_@])v?\\d+\\.\\d+\\.\\d+([-+_.].*)?|.+@v?\\d+(\\.\\d+)*");

  private VersionedPath() {}

  /**
   * The first part of a path that ties it to one version.
   *
   * @param path absolute, as it would be written into a unit; links are not resolved
   * @return a segment that is or ends in a version number, {@code Cellar} (Homebrew), {@code store}
   *     (Nix), or nothing if the path is stable
   */
  public static Optional<String> segment(String path) {
    if (path.startsWith("/nix/store/") || path.startsWith("/gnu/store/")) {
      return Optional.of("store");
    }
    return Arrays.stream(path.split("/"))
        .filter(segment -> segment.equals("Cellar") || VERSIONED.matcher(segment).matches())
        .findFirst();
  }
}
