package dev.coven.kit;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A packaged program: launcher, runtime, jars.
 *
 * @param directory where it is, absolute
 */
public record Image(Path directory) {
  /** Names the image to test when it is not the one this module builds. */
  public static final String PROPERTY = "coven.image.under.test";

  /**
   * The image to test: the one that {@link #PROPERTY} names, else this module's {@code
   * target/coven}, wherever the tests are started.
   *
   * @throws IllegalStateException when there is none
   */
  public static Image underTest() {
    String named = System.getProperty(PROPERTY);
    Path directory = named != null ? Path.of(named).toAbsolutePath() : built();
    Image image = new Image(directory.normalize());
    if (!Files.isExecutable(image.launcher())) {
      throw new IllegalStateException(
          "no image at %s: build it with mvn -DskipTests package, or name one with -D%s"
              .formatted(image.directory(), PROPERTY));
    }
    return image;
  }

  /** Beside the directory of this module's test classes. */
  private static Path built() {
    try {
      return Path.of(Image.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .resolveSibling("coven");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("this class is in no directory", e);
    }
  }

  /** The program. */
  public Path launcher() {
    return directory.resolve("bin/coven");
  }

  /** The image's own Java. */
  public Path java() {
    return directory.resolve("runtime/bin/java");
  }

  /**
   * Copies the image for a user who may not read it where it is.
   *
   * @param copy the directory of the copy, which must not exist; its parent must
   * @return the copy, readable by everybody who reaches it
   * @throws IOException when it cannot be copied
   * @throws InterruptedException when interrupted meanwhile
   */
  public Image copyTo(Path copy) throws IOException, InterruptedException {
    // Times too: the JVM compares those of the jars with the AOT cache.
    Process process =
        new ProcessBuilder("cp", "-Rp", directory.toString(), copy.toString()).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException("cp ended with " + process.exitValue());
    }
    return new Image(copy);
  }
}
