package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.StateDirectory;
import dev.coven.home.UnusableHomeException;
import dev.coven.privacy.Printable;
import java.util.Map;
import java.util.Optional;

/**
 * Which daemon a verb means: the instance by its name, with what is remembered of it, and the home
 * that the caller's environment asks for, if it asks for one.
 *
 * @param name the instance
 * @param remembered what is remembered of it; empty when no service manager keeps it
 * @param asked the home of the caller's COVEN_HOME; empty when that is not set
 * @param home the home that it has, or would get
 */
public record Target(
    InstanceName name, Optional<Instance> remembered, Optional<CovenHome> asked, CovenHome home) {

  /**
   * Finds out which daemon is meant.
   *
   * @param name the instance that was named
   * @param environment the caller's environment
   * @param store what is remembered
   * @throws UnusableHomeException when the environment asks for a home that can be none
   * @throws ServiceException when what is remembered cannot be read
   */
  static Target find(InstanceName name, Map<String, String> environment, InstanceStore store)
      throws UnusableHomeException, ServiceException {
    Optional<Instance> remembered = store.read(name);
    Optional<CovenHome> asked =
        environment.getOrDefault(CovenHome.VARIABLE, "").isEmpty()
            ? Optional.empty()
            : Optional.of(CovenHome.locate(environment));
    CovenHome home;
    if (remembered.isPresent()) {
      home = new CovenHome(remembered.get().home());
    } else if (asked.isPresent()) {
      home = asked.get();
    } else {
      home = new CovenHome(CovenHome.userHome(environment).resolve(name.homeName()));
    }
    return new Target(name, remembered, asked, home);
  }

  /**
   * The home to talk to a daemon in: COVEN_HOME's, else the instance's. For the instance without a
   * name COVEN_HOME wins; one that was named is not exchanged for another in silence.
   *
   * @param name the instance
   * @param environment the caller's environment
   * @throws UnusableHomeException when the environment asks for a home that can be none
   * @throws ServiceException when what is remembered cannot be read, or the instance was named and
   *     lives elsewhere than the environment says
   */
  public static CovenHome home(InstanceName name, Map<String, String> environment)
      throws UnusableHomeException, ServiceException {
    InstanceStore store = new InstanceStore(StateDirectory.locate(environment));
    Target target = find(name, environment, store);
    if (!name.isDefault() && target.otherHome().isPresent()) {
      throw new ServiceException(
          "The daemon "
              + name.value()
              + " lives in "
              + Printable.line(target.home().directory().toString())
              + ", and COVEN_HOME is "
              + Printable.line(target.otherHome().get().directory().toString())
              + ".",
          "unset COVEN_HOME, or leave --instance out");
    }
    return target.asked().orElse(target.home());
  }

  /** The home that the caller asks for and that the instance does not have. */
  public Optional<CovenHome> otherHome() {
    return asked.filter(wanted -> !wanted.equals(home));
  }

  /**
   * Refuses when the caller asks for another home than the instance has: nobody who sets COVEN_HOME
   * to try something may find his real daemon stopped.
   *
   * @throws ServiceException naming both homes, and the ways on
   */
  void requireSameHome() throws ServiceException {
    if (otherHome().isPresent()) {
      throw new ServiceException(
          "The daemon "
              + (name.isDefault() ? "" : name.value() + " ")
              + "lives in "
              + home.directory()
              + ", and COVEN_HOME is "
              + otherHome().get().directory()
              + ". To move it there: coven daemon restart"
              + name.option()
              + ". For a second daemon: --instance NAME. For one without a service manager:"
              + " --unsupervised.",
          "unset COVEN_HOME");
    }
  }
}
