package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.CurrentUser;
import dev.coven.home.UnusableHomeException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds who can keep a service on this machine, before anything is written. */
public final class Keepers {
  private final Map<String, String> environment;

  /**
   * Those of this machine.
   *
   * @param environment the caller's environment
   */
  public Keepers(Map<String, String> environment) {
    this.environment = environment;
  }

  /** What was found. */
  sealed interface Finding {}

  /**
   * There is a service manager.
   *
   * @param keeper it, for the one instance
   */
  record Found(Keeper keeper) implements Finding {}

  /**
   * There is none for this user, here and now.
   *
   * @param cause why, in a sentence that is safe to print
   */
  record None(String cause) implements Finding {}

  /**
   * Looks.
   *
   * @param name the instance to be kept
   * @param headless whether it is to live without a desktop (launchd)
   * @param toStart whether it is to be started, and not only looked at or ended
   * @throws ServiceException when there is one, and it cannot have services of this user
   */
  Finding find(InstanceName name, boolean headless, boolean toStart)
      throws ServiceException, InterruptedException {
    Detector detector = new Detector(environment, commands -> launchd(commands, headless, toStart));
    return switch (detector.detect()) {
      case Detection.Unavailable none -> new None(none.cause());
      case Detection.Available available -> {
        ServiceManager manager = available.services().of(name);
        yield new Found(
            new Keeper(
                manager,
                manager instanceof Systemd
                    ? Optional.of(new Linger(available.commands()))
                    : Optional.empty(),
                manager instanceof Systemd
                    ? Optional.of(new Journal(available.commands(), name.unit()))
                    : Optional.empty()));
      }
    };
  }

  /**
   * launchd is there on every Mac; whether its domain is, matters to a start alone: the other verbs
   * deal with a service that was loaded there once, and with its file.
   */
  private Detection launchd(CommandRunner commands, boolean headless, boolean toStart)
      throws ServiceException, InterruptedException {
    LaunchdDomain domain = LaunchdDomain.of(headless, CurrentUser.uid());
    if (toStart && !domain.exists(commands)) {
      return new Detection.Unavailable(domain.missing().getMessage());
    }
    return new Detection.Available(
        name -> {
          try {
            Path agents = CovenHome.userHome(environment).resolve("Library/LaunchAgents");
            return new Launchd(domain, name.label(), agents, commands);
          } catch (UnusableHomeException e) {
            throw new ServiceException(e.getMessage(), null);
          }
        },
        commands);
  }
}
