package dev.coven.home;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Makes a home private before anything is put into it, and refuses one that cannot be.
 *
 * <p>A stranger who can enter the home, or swap one of the directories above it, could put his own
 * socket where clients look for ours. So the home must be ours alone, and nobody but root and its
 * owners may rename what leads to it.
 */
public final class HomeKeeper {
  private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private final CovenHome home;
  private final HomeRules rules;

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
    this.rules = new HomeRules(home, uid);
  }

  /**
   * Creates the home with mode 0700 where there is none; checks the one that is there. A home that
   * others may enter is made private if it is empty or already holds a daemon's state, and refused
   * otherwise: the files of somebody's project directory are not ours to lock away.
   *
   * @throws UnusableHomeException saying what is wrong and what to do
   */
  public void prepare() throws UnusableHomeException {
    rules.checkSocketLength();
    create();
    Path real = rules.resolve();
    rules.checkOwner(real);
    tighten();
    rules.checkMode(real);
    rules.checkPlace(real);
    rules.checkWritable(real);
    new HomeNames(home).check();
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

  /**
   * Makes the home private where that is ours to do: it is no link, and empty or already holds a
   * daemon's state.
   *
   * @return whether that changed anything
   * @throws UnusableHomeException when it cannot be examined or changed
   */
  public boolean tighten() throws UnusableHomeException {
    Path real = rules.resolve();
    if (!rules.isOpen(real) || !rules.mayBeTightened(real)) {
      return false;
    }
    try {
      Files.setPosixFilePermissions(real, PRIVATE_DIRECTORY);
      return true;
    } catch (IOException e) {
      throw HomeRules.unreadable(real, e);
    }
  }
}
