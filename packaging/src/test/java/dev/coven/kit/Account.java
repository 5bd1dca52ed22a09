package dev.coven.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The user who runs the program: the one who runs the tests, or one without privileges. */
public final class Account {
  /** The kernel's overflow user and group, which own nothing anywhere. */
  private static final int NOBODY_ID = 65534;

  private static final Account OWN = new Account(false);
  private static final Account NOBODY = new Account(true);

  private final boolean nobody;

  private Account(boolean nobody) {
    this.nobody = nobody;
  }

  /** The user who runs the tests. */
  public static Account own() {
    return OWN;
  }

  /**
   * A user who owns nothing and may not override permissions: root's own tests of permissions would
   * prove nothing. Who is no such user already becomes one, which only root can.
   */
  public static Account plain() {
    return isRoot() ? NOBODY : OWN;
  }

  /** Whether the tests run as root, so that {@link #plain} differs from {@link #own}. */
  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Whether this is the user who runs the tests. */
  boolean isOwn() {
    return !nobody;
  }

  /** The command that runs a command as this user, in the same process. */
  List<String> command(List<String> command) {
    if (isOwn()) {
      return command;
    }
    // By number: the group of nobody has another name on each distribution.
    List<String> line =
        new ArrayList<>(
            List.of(
                "setpriv", "--reuid=" + NOBODY_ID, "--regid=" + NOBODY_ID, "--clear-groups", "--"));
    line.addAll(command);
    return line;
  }

  /** Gives a file to this user; returns it. */
  public Path give(Path path) throws IOException {
    if (!isOwn()) {
      // Numbers go through where names would be looked up.
      Files.setAttribute(path, "unix:uid", NOBODY_ID);
      Files.setAttribute(path, "unix:gid", NOBODY_ID);
    }
    return path;
  }
}
