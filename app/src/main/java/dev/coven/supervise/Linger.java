package dev.coven.supervise;

import dev.coven.home.CurrentUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether this user's services run without a login: from boot on, and after the last logout
 * (loginctl(1), "enable-linger").
 */
public final class Linger {
  /** Where logind notes it down: an empty file for each user, named so. */
  private static final Path NOTES = Path.of("/var/lib/systemd/linger");

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final CommandRunner commands;
  private final Path notes;
  private final String user;
  private final String uid;

  /** What is known of it. */
  public enum State {
    /** Services run without a login. */
    ON,
    /** Services end with the last logout. */
    OFF,
    /** There is nobody to ask. */
    UNKNOWN
  }

  /**
   * Lingering of the user of this process.
   *
   * @param commands runs loginctl
   */
  public Linger(CommandRunner commands) {
    this(commands, NOTES, userName(), CurrentUser.uid());
  }

  Linger(CommandRunner commands, Path notes, String user, int uid) {
    this.commands = commands;
    this.notes = notes;
    this.user = user;
    this.uid = Integer.toString(uid);
  }

  private static String userName() {
    try {
      return Files.getOwner(Path.of("/proc/self")).getName();
    } catch (IOException e) {
      // No /proc: loginctl takes the number, too.
      return Integer.toString(CurrentUser.uid());
    }
  }

  /** What is so now; one look at a file where logind has been used before. */
  public State state() throws InterruptedException {
    if (Files.exists(notes.resolve(user))) {
      return State.ON;
    }
    if (Files.isReadable(notes)) {
      return State.OFF;
    }
    try {
      CommandResult result = loginctl("show-user", "--property=Linger", uid);
      return switch (result.out().strip()) {
        case "Linger=yes" -> State.ON;
        case "Linger=no" -> State.OFF;
        default -> result.err().contains("not logged in or lingering") ? State.OFF : State.UNKNOWN;
      };
    } catch (CommandException e) {
      // No loginctl, or no answer: unknown is the answer.
      return State.UNKNOWN;
    }
  }

  /**
   * Turns it on.
   *
   * @return whether that changed anything
   * @throws ServiceException when the system does not allow it
   */
  public boolean enable() throws ServiceException, InterruptedException {
    return turn("enable-linger", State.ON);
  }

  /**
   * Turns it off. This user's services end with the last logout then, at once if that was before.
   *
   * @return whether that changed anything
   * @throws ServiceException when the system does not allow it
   */
  public boolean disable() throws ServiceException, InterruptedException {
    return turn("disable-linger", State.OFF);
  }

  private boolean turn(String verb, State wanted) throws ServiceException, InterruptedException {
    if (state() == wanted) {
      return false;
    }
    String next = "sudo loginctl " + verb + " " + user;
    try {
      // By number and not without: a call from outside a login session has no user of its own.
      CommandResult result = loginctl(verb, uid);
      if (!result.succeeded()) {
        throw new ServiceException(
            "Lingering was not changed: " + Systemctl.said(result) + reason(result) + ".", next);
      }
    } catch (CommandException e) {
      throw new ServiceException("Lingering was not changed: " + e.getMessage() + ".", next);
    }
    if (state() != wanted) {
      throw new ServiceException("loginctl " + verb + " succeeded and changed nothing.", next);
    }
    return true;
  }

  private static String reason(CommandResult result) {
    String err = result.err();
    boolean refused =
        err.contains("authentication required")
            || err.contains("Access denied")
            || err.contains("Permission denied");
    return refused ? "; polkit does not allow it to this user without an administrator" : "";
  }

  private CommandResult loginctl(String... words) throws CommandException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("loginctl", "--no-ask-password"));
    argv.addAll(List.of(words));
    return commands.run(argv, PATIENCE);
  }
}
