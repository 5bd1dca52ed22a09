package dev.coven.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file of settings. What it says decides what is kept of a user's work and what is hidden as a
 * secret, so that nobody else may be able to write it.
 */
public final class ConfigFile {
  /** More than all keys take with every comment that somebody could want. */
  private static final long MAX_BYTES = 256 * 1024;

  /** Some editors put it in front of UTF-8. It says nothing there, and is no TOML. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private static final int ROOT = 0;
  private static final int PERMISSIONS = 0777;
  private static final int OTHERS_WRITE = 0022;

  private final Path path;
  private final int uid;

  /**
   * The configuration of one home.
   *
   * @param home the home
   */
  public ConfigFile(CovenHome home) {
    this(home.config());
  }

  ConfigFile(Path path) {
    this(path, CurrentUser.uid());
  }

  ConfigFile(Path path, int uid) {
    this.path = path;
    this.uid = uid;
  }

  /** Where it is, or would be. */
  public Path path() {
    return path;
  }

  /**
   * Reads and checks it. A symbolic link is followed.
   *
   * @return what it says; the defaults when there is none
   * @throws ConfigException with everything that is wrong with it
   */
  public ConfigReading read() throws ConfigException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return ConfigReading.ABSENT;
    }
    return ConfigParser.parse(path, text());
  }

  private String text() throws ConfigException {
    try {
      checkOwner();
      byte[] bytes = Files.readAllBytes(path);
      // A decoder of its own, because the usual one would put a sign in the place of what is wrong.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ConfigException(path, "It is not text in UTF-8.", e);
    } catch (NoSuchFileException e) {
      throw new ConfigException(path, "It is a symbolic link to nothing.", e);
    } catch (IOException e) {
      throw new ConfigException(path, "It cannot be read: " + e + ".", e);
    }
  }

  private void checkOwner() throws ConfigException, IOException {
    Path real = path.toRealPath();
    if (!Files.isRegularFile(real)) {
      throw refused("It is not a regular file. Move it away.");
    }
    if (Files.size(real) > MAX_BYTES) {
      throw refused("It is larger than " + MAX_BYTES + " bytes.");
    }
    int owner = (Integer) Files.getAttribute(real, "unix:uid");
    // Root's too, as ssh has it: a system that is managed as a whole puts a link to its own there.
    if (owner != uid && owner != ROOT) {
      throw refused(
          "It belongs to user "
              + owner
              + ", and this is user "
              + uid
              + ". Put one of yours in its place.");
    }
    int mode = (Integer) Files.getAttribute(real, "unix:mode") & PERMISSIONS;
    if ((mode & OTHERS_WRITE) != 0) {
      throw refused(
          "Others may write it ("
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(real))
              + "). Run: chmod go-w '"
              + real
              + "'");
    }
    if (!Files.isReadable(real)) {
      throw refused("It is not readable. Run: chmod u+r '" + real + "'");
    }
  }

  private ConfigException refused(String problem) {
    return new ConfigException(path, problem, null);
  }
}
