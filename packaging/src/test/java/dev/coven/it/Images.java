package dev.coven.it;

import dev.coven.kit.Account;
import dev.coven.kit.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Images for those who may not read the one under test where it lies. */
final class Images {
  private static Image copy;

  private Images() {}

  /**
   * The image under test, or a copy of it that another user can reach; the copy is made once and
   * goes with this process. Its path has spaces and letters beyond ASCII, since a path may.
   */
  static synchronized Image readableBy(Account account) throws IOException {
    if (account == Account.own()) {
      return Image.underTest();
    }
    if (copy == null) {
      copy = copyOf(Image.underTest());
    }
    return copy;
  }

  private static Image copyOf(Image image) throws IOException {
    Path directory = Files.createTempDirectory(Path.of("/tmp").toRealPath(), "cövën image ");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
    try {
      return image.copyTo(directory.resolve("coven"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the image was copied", e);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
