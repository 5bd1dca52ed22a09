package dev.coven.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * An image whose commands take this machine for a Mac: its launcher, jars and libraries are those
 * of another image, and its Java tells another {@code os.name}. So the program under test has no
 * switch for it that a user could find.
 */
public final class MacImage {
  /** The daemon's native libraries are this machine's, and they ask for its name. */
  private static final String JAVA =
      """
      #!/bin/sh
      java=@JAVA@
      case " $* " in
        *' dev.coven.cli.Main daemon serve '*) exec "$java" "$@" ;;
        *) exec "$java" '-Dos.name=Mac OS X' "$@" ;;
      esac
      """;

  private MacImage() {}

  /**
   * Makes one.
   *
   * @param image what it is made of; it must stay where it is
   * @param directory where to, which must not exist; its parent must
   * @throws IOException when it cannot be written
   */
  public static Image of(Image image, Path directory) throws IOException {
    Image mac = new Image(directory);
    Files.createDirectories(mac.launcher().getParent());
    Files.copy(image.launcher(), mac.launcher(), StandardCopyOption.COPY_ATTRIBUTES);
    for (String part : new String[] {"lib", "share"}) {
      Files.createSymbolicLink(directory.resolve(part), image.directory().resolve(part));
    }
    Files.createDirectories(mac.java().getParent());
    String quoted = "'" + image.java().toString().replace("'", "'\\''") + "'";
    Files.writeString(mac.java(), JAVA.replace("@JAVA@", quoted));
    Files.setPosixFilePermissions(mac.java(), PosixFilePermissions.fromString("rwxr-xr-x"));
    return mac;
  }
}
