package dev.coven.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a home must be like, each rule for itself. Looks and changes nothing. */
public final class HomeRules {
  /**
   * {@code sun_path} of Linux's {@code sockaddr_un} has 108 bytes. The kernel takes 107 and a NUL,
   * but Java's own channels, by which clients connect, leave one more unused.
   */
  static final int MAX_SOCKET_PATH_LINUX = 106;

  /** {@code sun_path} of macOS has 104 bytes; two of them are lost as on Linux. */
  static final int MAX_SOCKET_PATH_MAC = 102;

  private static final String SET_HOME = "export " + CovenHome.VARIABLE + "=\"$HOME/.coven\"";

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(EnumSet.copyOf(PosixFilePermissions.fromString("rwx------")));

  private static final int STICKY = 01000;
  private static final int WORLD_WRITABLE = 0002;

  private final CovenHome home;
  private final int uid;

  /**
   * The rules for one home of this user.
   *
   * @param home the home to look at; need not exist
   */
  public HomeRules(CovenHome home) {
    this(home, CurrentUser.uid());
  }

  HomeRules(CovenHome home, int uid) {
    this.home = home;
    this.uid = uid;
  }

  /**
   * Whether the socket's path is short enough.
   *
   * @throws UnusableHomeException when it is not
   */
  public void checkSocketLength() throws UnusableHomeException {
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    int limit = mac ? MAX_SOCKET_PATH_MAC : MAX_SOCKET_PATH_LINUX;
    int length = home.socket().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > limit) {
      throw new UnusableHomeException(
          "The socket path "
              + home.socket()
              + " is too long: "
              + length
              + " bytes, and the system allows "
              + limit
              + ". Set "
              + CovenHome.VARIABLE
              + " to a shorter path.",
          SET_HOME,
          null);
    }
  }

  /**
   * Where the home really is.
   *
   * @throws UnusableHomeException when it leads nowhere or cannot be opened
   */
  public Path resolve() throws UnusableHomeException {
    try {
      return home.directory().toRealPath();
    } catch (NoSuchFileException e) {
      throw new UnusableHomeException(
          "The home "
              + home.directory()
              + " is a symbolic link to nothing. Remove the link, or create its target.",
          "rm '" + home.directory() + "'",
          e);
    } catch (IOException e) {
      throw new UnusableHomeException(
          "The home " + home.directory() + " cannot be opened: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Whether it is a directory of this user.
   *
   * @param real where it really is
   * @throws UnusableHomeException when it is not
   */
  public void checkOwner(Path real) throws UnusableHomeException {
    try {
      if (!Files.isDirectory(real)) {
        throw new UnusableHomeException(
            "The home "
                + home.directory()
                + " is not a directory. Move the file away, or set "
                + CovenHome.VARIABLE
                + " to another path.",
            "mv '" + home.directory() + "' '" + home.directory() + ".old'",
            null);
      }
      int owner = (Integer) Files.getAttribute(real, "unix:uid");
      if (owner != uid) {
        throw new UnusableHomeException(
            "The home "
                + describe(real)
                + " belongs to user "
                + owner
                + ", and this is user "
                + uid
                + ". Set "
                + CovenHome.VARIABLE
                + " to a directory of yours.",
            SET_HOME,
            null);
      }
    } catch (IOException e) {
      throw unreadable(real, e);
    }
  }

  /**
   * Whether nobody else may enter it.
   *
   * @param real where it really is
   * @throws UnusableHomeException when others may
   */
  public void checkMode(Path real) throws UnusableHomeException {
    if (!isOpen(real)) {
      return;
    }
    throw new UnusableHomeException(
        "The home "
            + describe(real)
            + " is open to others ("
            + PosixFilePermissions.toString(mode(real))
            + ")"
            + (mayBeTightened(real) ? "" : " and holds files that are not Coven's")
            + ". Run: chmod 700 '"
            + real
            + "', or set "
            + CovenHome.VARIABLE
            + " to another path.",
        "chmod 700 '" + real + "'",
        null);
  }

  /** Whether anybody but its owner has a right there. */
  boolean isOpen(Path real) throws UnusableHomeException {
    return mode(real).stream().anyMatch(OTHERS::contains);
  }

  /**
   * Whether it may be made private without a question: it is empty, or already holds a daemon's
   * state. Whoever made a link may not have meant its target to become private, empty or not.
   */
  boolean mayBeTightened(Path real) throws UnusableHomeException {
    try {
      return !Files.isSymbolicLink(home.directory()) && (isEmpty(real) || isOurs());
    } catch (IOException e) {
      throw unreadable(real, e);
    }
  }

  private static Set<PosixFilePermission> mode(Path real) throws UnusableHomeException {
    try {
      return Files.readAttributes(real, PosixFileAttributes.class).permissions();
    } catch (IOException e) {
      throw unreadable(real, e);
    }
  }

  /**
   * Whether nobody but root and its owners may rename what leads to it.
   *
   * @param real where it really is
   * @throws UnusableHomeException when anybody may
   */
  public void checkPlace(Path real) throws UnusableHomeException {
    checkAncestors(real);
    if (!real.equals(home.directory())) {
      // Whoever can swap the link decides where it leads.
      checkAncestors(home.directory());
    }
  }

  private void checkAncestors(Path real) throws UnusableHomeException {
    try {
      for (Path above = real.getParent(); above != null; above = above.getParent()) {
        int mode = (Integer) Files.getAttribute(above, "unix:mode");
        if ((mode & WORLD_WRITABLE) != 0 && (mode & STICKY) == 0) {
          throw new UnusableHomeException(
              "The home "
                  + describe(real)
                  + " lies below "
                  + above
                  + ", where anybody may rename it. Run: chmod o-w '"
                  + above
                  + "', or set "
                  + CovenHome.VARIABLE
                  + " to another path.",
              "chmod o-w '" + above + "'",
              null);
        }
      }
    } catch (IOException e) {
      throw unreadable(real, e);
    }
  }

  /**
   * Whether its user can write, read and enter it.
   *
   * @param real where it really is
   * @throws UnusableHomeException when not
   */
  public void checkWritable(Path real) throws UnusableHomeException {
    Optional<FreeSpace> space = FreeSpace.at(real);
    if (space.isPresent() && space.get().readOnly()) {
      throw new UnusableHomeException(
          "The home "
              + describe(real)
              + " lies on a file system that is mounted read-only: "
              + space.get().store()
              + ". Mount it so that it can be written, or set "
              + CovenHome.VARIABLE
              + " to another path.",
          SET_HOME,
          null);
    }
    if (!Files.isWritable(real) || !Files.isExecutable(real) || !Files.isReadable(real)) {
      throw new UnusableHomeException(
          "The home "
              + describe(real)
              + " is not writable. Run: chmod 700 '"
              + real
              + "', or set "
              + CovenHome.VARIABLE
              + " to another path.",
          "chmod 700 '" + real + "'",
          null);
    }
  }

  private String describe(Path real) {
    return real.equals(home.directory()) ? real.toString() : home.directory() + " (" + real + ")";
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  private boolean isOurs() {
    return Files.exists(home.lock(), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(home.ledger(), LinkOption.NOFOLLOW_LINKS);
  }

  static UnusableHomeException unreadable(Path path, IOException cause) {
    return new UnusableHomeException(
        "The home " + path + " cannot be examined: " + cause.getMessage() + ".", cause);
  }
}
