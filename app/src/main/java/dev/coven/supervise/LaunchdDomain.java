package dev.coven.supervise;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where launchd keeps a user's services (launchctl(1)). The two kinds hold separate services: one
 * label can be loaded in both at once.
 *
 * @param kind which of the user's two
 * @param uid the user
 */
public record LaunchdDomain(Kind kind, int uid) {
  private static final Pattern WRITTEN = Pattern.compile("(gui|user)/([0-9]{1,9})");

  /** The two domains that a user can have. */
  public enum Kind {
    /** There while the user is logged in at the screen. */
    GUI("gui"),
    /**
     * There without a screen too, for services whose session type is {@code Background}. The login
     * keychain is locked there.
     */
    USER("user");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** The domain of a login at the screen. */
  public static LaunchdDomain gui(int uid) {
    return new LaunchdDomain(Kind.GUI, uid);
  }

  /** The domain that needs no screen. */
  public static LaunchdDomain user(int uid) {
    return new LaunchdDomain(Kind.USER, uid);
  }

  /**
   * The domain for a service. The choice is to be recorded: every later verb must use the same one,
   * whatever it would choose itself.
   *
   * @param headless whether the service must run without a login at the screen
   * @param uid the user
   */
  public static LaunchdDomain of(boolean headless, int uid) {
    return headless ? user(uid) : gui(uid);
  }

  /**
   * Whether launchd has this domain now.
   *
   * @param commands runs launchctl
   * @throws ServiceException when launchd cannot be asked
   */
  public boolean exists(CommandRunner commands) throws ServiceException, InterruptedException {
    return new Launchctl(commands).hasDomain(this);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @return the domain, or empty when the text names none
   */
  public static Optional<LaunchdDomain> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int uid = Integer.parseInt(matcher.group(2));
    return Optional.of(matcher.group(1).equals(Kind.GUI.word) ? gui(uid) : user(uid));
  }

  /** Whether services run here without a login at the screen. */
  public boolean isHeadless() {
    return kind == Kind.USER;
  }

  /** The user's other domain. */
  LaunchdDomain other() {
    return kind == Kind.GUI ? user(uid) : gui(uid);
  }

  /** The error for a verb that needs this domain when it is not there. */
  ServiceException missing() {
    return switch (kind) {
      case GUI ->
          new ServiceException(
              "launchd has no domain "
                  + this
                  + ": nobody is logged in at the screen as this user, as over SSH. With --headless"
                  + " the daemon runs without such a login; the login keychain is locked there.",
              "coven daemon start --headless");
      case USER ->
          new ServiceException(
              "launchd has no domain "
                  + this
                  + ": it makes one at the user's first login of any kind.",
              null);
    };
  }

  /** The domain in launchctl's notation. */
  @Override
  public String toString() {
    return kind.word + "/" + uid;
  }
}
