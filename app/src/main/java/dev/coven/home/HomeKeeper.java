package dev.coven.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a home private before anything is put into it, and refuses one that cannot be.
 *
 * <p>A stranger who can enter the home, or swap one of the directories above it, could put his own
 * socket where clients look for ours. So the home must be ours alone, and nobody but root and its
 * owners may rename what leads to it.
 */
public final class HomeKeeper {
  /**
   * {@code sun_path} of Linux's {@code sockaddr_un} has 108 bytes. The kernel takes 107 and a NUL,
   * but Java's own channels, by which clients connect, leave one more unused.
   */
  static final int MAX_SOCKET_PATH_LINUX = 106;

  /** {@code sun_path} of macOS has 104 bytes; two of them are lost as on Linux. */
  static final int MAX_SOCKET_PATH_MAC = 102;

  private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(EnumSet.copyOf(PRIVATE_DIRECTORY));

  private static final int STICKY = 01000;
  private static final int WORLD_WRITABLE = 0002;

  private final CovenHome home;
  private final int uid;

  /**
   * A keeper of one home for this user.
   *
   * @param home the home to make or check
   */
  public HomeKeeper(CovenHome home) {
    this(home, CurrentUser.uid());
  }

  HomeKeeper(CovenHome home, int uid) {
    this.home = home;
    this.uid = uid;
  }

  /**
   * Creates the home with mode 0700 where there is none; checks the one that is there. A home that
   * others may enter is made private if it is empty or already holds a daemon's state, and refused
   * otherwise: the files of somebody's project directory are not ours to lock away.
   *
   * @throws UnusableHomeException saying what is wrong and what to do
   */
  public void prepare() throws UnusableHomeException {
    checkSocketLength();
    create();
    Path real = resolve();
    checkOwner(real);
    checkMode(real);
    checkAncestors(real);
    if (!real.equals(home.directory())) {
      // Whoever can swap the link decides where it leads.
      checkAncestors(home.directory());
    }
    checkWritable(real);
    checkNames();
  }

  private void checkSocketLength() throws UnusableHomeException {
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
              + " to a shorter path.");
    }
  }

  private void create() throws UnusableHomeException {
    try {
      Path parent = home.directory().getParent();
      if (parent == null) {
        throw new UnusableHomeException(
            "The home cannot be " + home.directory() + "; choose a directory of its own.");
      }
      // createDirectories would follow the umask for the home itself, for a moment too open.
      Files.createDirectories(parent);
      Files.createDirectory(
          home.directory(), PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      if (!e.getFile().equals(home.directory().toString())) {
        throw new UnusableHomeException(
            "The home "
                + home.directory()
                + " cannot be created: "
                + e.getFile()
                + " is not a directory.",
            e);
      }
      // The home itself is there already: the checks that follow decide.
    } catch (AccessDeniedException e) {
      throw new UnusableHomeException(
          "The home "
              + home.directory()
              + " cannot be created: no permission to write in "
              + home.directory().getParent()
              + ". Set "
              + CovenHome.VARIABLE
              + " to a directory of yours.",
          e);
    } catch (IOException e) {
      throw new UnusableHomeException(
          "The home " + home.directory() + " cannot be created: " + e.getMessage() + ".", e);
    }
  }

  private Path resolve() throws UnusableHomeException {
    try {
      return home.directory().toRealPath();
    } catch (NoSuchFileException e) {
      throw new UnusableHomeException(
          "The home "
              + home.directory()
              + " is a symbolic link to nothing. Remove the link, or create its target.",
          e);
    } catch (IOException e) {
      throw new UnusableHomeException(
          "The home " + home.directory() + " cannot be opened: " + e.getMessage() + ".", e);
    }
  }

  private void checkOwner(Path real) throws UnusableHomeException {
    try {
      if (!Files.isDirectory(real)) {
        throw new UnusableHomeException(
            "The home "
                + home.directory()
                + " is not a directory. Move the file away, or set "
                + CovenHome.VARIABLE
                + " to another path.");
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
                + " to a directory of yours.");
      }
    } catch (IOException e) {
      throw unreadable(real, e);
    }
  }

  private void checkMode(Path real) throws UnusableHomeException {
    try {
      Set<PosixFilePermission> mode =
          Files.readAttributes(real, PosixFileAttributes.class).permissions();
      if (mode.stream().noneMatch(OTHERS::contains)) {
        return;
      }
      // Whoever made the link may not have meant its target to become private, empty or not.
      if (!Files.isSymbolicLink(home.directory()) && (isEmpty(real) || isOurs())) {
        Files.setPosixFilePermissions(real, PRIVATE_DIRECTORY);
        return;
      }
      throw new UnusableHomeException(
          "The home "
              + describe(real)
              + " is open to others ("
              + PosixFilePermissions.toString(mode)
              + ") and holds files that are not Coven's. Run: chmod 700 '"
              + real
              + "', or set "
              + CovenHome.VARIABLE
              + " to another path.");
    } catch (IOException e) {
      throw unreadable(real, e);
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
                  + " to another path.");
        }
      }
    } catch (IOException e) {
      throw unreadable(real, e);
    }
  }

  private void checkWritable(Path real) throws UnusableHomeException {
    Optional<FreeSpace> space = FreeSpace.at(real);
    if (space.isPresent() && space.get().readOnly()) {
      throw new UnusableHomeException(
          "The home "
              + describe(real)
              + " lies on a file system that is mounted read-only: "
              + space.get().store()
              + ". Mount it so that it can be written, or set "
              + CovenHome.VARIABLE
              + " to another path.");
    }
    if (!Files.isWritable(real) || !Files.isExecutable(real) || !Files.isReadable(real)) {
      throw new UnusableHomeException(
          "The home "
              + describe(real)
              + " is not writable. Run: chmod 700 '"
              + real
              + "', or set "
              + CovenHome.VARIABLE
              + " to another path.");
    }
  }

  /** What stands in a name's place stays there, however often the daemon is started. */
  private void checkNames() throws UnusableHomeException {
    if (Files.exists(home.logs(), LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(home.logs())) {
      throw taken(home.logs(), "is not a directory. Move it away");
    }
    for (Path file : List.of(home.lock(), home.daemonFile(), home.startLog(), home.log())) {
      if (Files.isDirectory(file)) {
        throw taken(file, "is a directory where a file belongs. Move it away");
      }
      // daemon.json is replaced, never written to.
      if (!file.equals(home.daemonFile()) && Files.exists(file) && !Files.isWritable(file)) {
        throw taken(file, "is not writable. Run: chmod 600 '" + file + "'");
      }
    }
  }

  private static UnusableHomeException taken(Path name, String what) {
    return new UnusableHomeException("The home cannot be used: " + name + " " + what + ".");
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

  private static UnusableHomeException unreadable(Path path, IOException cause) {
    return new UnusableHomeException(
        "The home " + path + " cannot be examined: " + cause.getMessage() + ".", cause);
  }
}
