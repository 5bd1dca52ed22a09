package dev.coven.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Images that say they are another version, and those that are broken. They are made of copies, in
 * the launcher's text alone: nothing in a real image knows of it.
 */
public final class Overlay {
  private Overlay() {}

  /**
   * A copy of the image under test that says it is another version.
   *
   * @param version which
   * @param directory of the copy, which must not exist; on this image's file system
   */
  public static Image version(String version, Path directory)
      throws IOException, InterruptedException {
    Image copy = Image.underTest().copyTo(directory);
    Path overlay = Files.createDirectories(directory.resolve("lib/overlay/dev/coven"));
    Files.writeString(overlay.resolve("version.properties"), "version=" + version + "\n");
    rewrite(copy, "-cp \"", "-cp \"$image/lib/overlay:");
    return copy;
  }

  /**
   * The same, with a daemon that does something else than serve; all other commands work.
   *
   * @param version which
   * @param directory of the copy
   * @param script what it does, a command of a shell such as {@code exit 3}
   */
  public static Image broken(String version, Path directory, String script)
      throws IOException, InterruptedException {
    Image copy = version(version, directory);
    rewrite(
        copy,
        "#!/bin/sh\n",
        "#!/bin/sh\nif [ \"${1-} ${2-}\" = 'daemon serve' ]; then " + script + "; fi\n");
    return copy;
  }

  private static void rewrite(Image image, String what, String with) throws IOException {
    String text = Files.readString(image.launcher());
    if (!text.contains(what)) {
      throw new IllegalStateException("the launcher has no " + what);
    }
    Files.writeString(image.launcher(), text.replace(what, with));
    Files.setPosixFilePermissions(image.launcher(), PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
