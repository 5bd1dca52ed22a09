package dev.coven.update;

import dev.coven.privacy.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What install.sh made: versions side by side, a link to the one that runs, and a launcher that
 * none of them replaces.
 *
 * @param prefix such as {@code ~/.local}
 */
public record Installation(Path prefix) {
  private static final String DATA = "share/coven";

  /**
   * Finds the installation that a program belongs to.
   *
   * @param image the directory that it runs from, links resolved; or null
   * @return it
   * @throws UpdateRefusedException when the program came in another way, and must be replaced in
   *     that way
   */
  public static Installation of(String image) throws UpdateRefusedException {
    if (image == null) {
      throw new UpdateRefusedException("This program was not started by its launcher.");
    }
    Path directory = Path.of(image);
    Path versions = directory.getParent();
    if (versions != null && versions.endsWith(DATA + "/versions")) {
      Installation found = new Installation(versions.getParent().getParent().getParent());
      if (Files.isSymbolicLink(found.current()) && Files.isRegularFile(found.key())) {
        return found;
      }
    }
    throw new UpdateRefusedException(
        "This Coven runs from "
            + Printable.line(image)
            + ", which install.sh did not make: it is replaced in the way that it came, by a"
            + " package manager or a build.",
        "coven daemon restart (when it was replaced)");
  }

  /** What units and shells call. */
  public Path launcher() {
    return prefix.resolve("bin/coven");
  }

  /**
   * Whether a path leads to {@link #launcher}.
   *
   * @param path of a program that a unit names
   */
  boolean isLaunchedBy(String path) {
    try {
      return Files.isSameFile(Path.of(path), launcher());
    } catch (IOException | InvalidPathException elsewhere) {
      return false;
    }
  }

  Path data() {
    return prefix.resolve(DATA);
  }

  Path current() {
    return data().resolve("current");
  }

  Path image(Version version) {
    return data().resolve("versions").resolve(version.text());
  }

  /** The public key that releases must be signed with. */
  Path key() {
    return data().resolve("release-key.pub");
  }

  /** Where downloads are unpacked and tried; on the file system of the versions. */
  Path staging() {
    return data().resolve("staging");
  }

  /** Where releases are looked for, as install.sh was told; empty when it was told nothing. */
  Optional<String> feed() throws IOException {
    Path file = data().resolve("feed");
    return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
  }

  /**
   * The version that a start would run.
   *
   * @throws UpdateRefusedException when the link leads to none
   */
  Version version() throws IOException, UpdateRefusedException {
    Path target = Files.readSymbolicLink(current());
    try {
      return new Version(target.getFileName().toString());
    } catch (IllegalArgumentException e) {
      throw new UpdateRefusedException(
          Printable.line(current() + " leads to " + target + ", which is no version."));
    }
  }

  /** Whether a version is there, as a whole: it is put there by one rename. */
  boolean has(Version version) {
    return Files.isExecutable(image(version).resolve("bin/coven"));
  }

  /** The versions that are there. */
  List<Version> versions() throws IOException {
    try (Stream<Path> directories = Files.list(data().resolve("versions"))) {
      return directories
          .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> path.getFileName().toString())
          .flatMap(Installation::parse)
          .toList();
    }
  }

  private static Stream<Version> parse(String name) {
    try {
      return Stream.of(new Version(name));
    } catch (IllegalArgumentException notOurs) {
      return Stream.empty();
    }
  }

  /** Turns the link, in one step: every start finds one version or the other. */
  void switchTo(Version version) throws IOException {
    Path draft = data().resolve("current.new");
    Files.deleteIfExists(draft);
    Files.createSymbolicLink(draft, Path.of("versions", version.text()));
    Files.move(draft, current(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Replaces a small file in one step. */
  void write(String name, String text) throws IOException {
    Path draft = data().resolve(name + ".new");
    Files.writeString(draft, text, StandardCharsets.UTF_8);
    Files.move(draft, data().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
