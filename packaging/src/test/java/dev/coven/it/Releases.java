package dev.coven.it;

import dev.coven.kit.Feed;
import dev.coven.kit.Image;
import dev.coven.kit.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Feeds of several versions, signed with one key, for the tests of updates. */
final class Releases {
  /** The version of the image under test. */
  static final String FIRST = "0.1.0";

  /** The good one. */
  static final String NEXT = "0.2.0";

  /** The bad one. */
  static final String BAD = "0.3.0";

  /** Making them takes its time, and all tests can have the same. */
  private static Releases shared;

  private final Path directory;
  private final Path signing;
  private final Path key;
  private final Feed first;
  private final Feed next;
  private final Feed bad;

  private Releases() throws IOException, InterruptedException {
    directory = Files.createTempDirectory(Path.of("/tmp").toRealPath(), "coven releases");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Images.delete(directory)));
    signing = directory.resolve("release.key");
    key = Feed.newKey(signing);
    first = release(Image.underTest(), FIRST, "first");
    next = release(Overlay.version(NEXT, image(NEXT)), NEXT, "next");
    bad =
        release(
            Overlay.broken(BAD, image(BAD), "read how <~/bad-how && eval \"$how\"; exit 3"),
            BAD,
            "bad");
  }

  /** Those of this test run; they go with this process. */
  static synchronized Releases shared() throws IOException, InterruptedException {
    if (shared == null) {
      shared = new Releases();
    }
    return shared;
  }

  Path directory() {
    return directory;
  }

  Path key() {
    return key;
  }

  Feed first() {
    return first;
  }

  /** A good one after it, {@link #NEXT}. */
  Feed next() {
    return next;
  }

  /**
   * One after that, {@link #BAD}, whose daemon ends with 3, or does what a line of shell in its
   * user's {@code ~/bad-how} says.
   */
  Feed bad() {
    return bad;
  }

  private Path image(String version) {
    return directory.resolve("image-" + version);
  }

  private Feed release(Image image, String version, String name)
      throws IOException, InterruptedException {
    return Feed.of(image, version, directory.resolve(name), "--key", signing.toString());
  }
}
