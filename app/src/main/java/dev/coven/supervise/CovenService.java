package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.contract.Health;
import dev.coven.home.CovenHome;
import dev.coven.home.HomeKeeper;
import dev.coven.home.StateDirectory;
import dev.coven.home.UnusableHomeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The daemon of one instance, with whoever keeps it: the service manager of this machine, or
 * nobody. All verbs go through here; each may be repeated, and does nothing when there is nothing
 * to do.
 */
public final class CovenService {
  private final ServiceContext context;
  private final Keepers keepers;
  private final StateDirectory state;

  /**
   * The service of an instance.
   *
   * @param context what the verbs work with
   * @param keepers tells what service manager there is
   * @throws UnusableHomeException when the user has no home directory
   */
  public CovenService(ServiceContext context, Keepers keepers) throws UnusableHomeException {
    this.context = context;
    this.keepers = keepers;
    this.state = StateDirectory.locate(context.environment());
  }

  /**
   * Sees to it that the daemon runs, is ready, and is started at each login.
   *
   * @param options how
   * @return what was there, or what is now
   * @throws UnusableHomeException when it can have no home
   * @throws ServiceException when it is not ready in time, or something stands in its way
   */
  public StartResult start(StartOptions options)
      throws UnusableHomeException, ServiceException, InterruptedException {
    Target target = target();
    Optional<Keeper> kept = keeperFor(target, options);
    return kept.isPresent()
        ? new SupervisedService(context, kept.get(), state).start(target, options)
        : unsupervised(target).start(options.timeout());
  }

  /**
   * Sees to it that the daemon does not run.
   *
   * @param keeper {@link StartOptions.Keeper#NOBODY} for the daemon of this COVEN_HOME alone
   * @return what was there
   * @throws ServiceException when it is there still
   */
  public StopResult stop(StartOptions.Keeper keeper)
      throws UnusableHomeException, ServiceException, InterruptedException {
    Target target = target();
    Optional<Keeper> kept = existing(target, keeper);
    if (kept.isPresent()) {
      return new SupervisedService(context, kept.get(), state).stop(target);
    }
    return stopUnkept(target);
  }

  /**
   * Ends the daemon, if it runs, and starts it, with a unit made anew from this caller's
   * environment.
   *
   * @param options how to start
   * @param force whether live sessions may end, where they cannot go on meanwhile
   * @return what was there, and what is now
   * @throws ServiceException when it is not ready in time, or something stands in its way
   */
  public RestartResult restart(StartOptions options, boolean force)
      throws UnusableHomeException, ServiceException, InterruptedException {
    Target target = target();
    Optional<Keeper> kept = existing(target, options.keeper());
    if (kept.isPresent()) {
      return new SupervisedService(context, kept.get(), state).restart(target, options, force);
    }
    CovenHome home = target.asked().orElse(target.home());
    new HomeKeeper(home).prepare();
    // What does nothing is said by the start that follows.
    ConfigGate.pass(home, _ -> {});
    Probe answer = Probe.of(home.socket());
    if (!force) {
      LiveSessions.requireNone(answer, "a restart: nobody keeps sessions meanwhile.");
    }
    StopResult stopped = stopUnkept(target, answer);
    return new RestartResult(stopped, start(options));
  }

  /**
   * Stops the service, forgets it and removes its unit. The home stays.
   *
   * @return what was there
   * @throws ServiceException when something of it is left
   */
  public UninstallResult uninstall()
      throws UnusableHomeException, ServiceException, InterruptedException {
    Target target = target();
    Optional<Keeper> kept = existing(target, StartOptions.Keeper.ANY);
    if (kept.isPresent()) {
      return new SupervisedService(context, kept.get(), state).uninstall(target);
    }
    if (target.remembered().isPresent()) {
      throw new ServiceException(
          target.remembered().get().supervisor()
              + " keeps this daemon and cannot be reached from here.",
          "coven daemon status");
    }
    return new UninstallResult(stopUnkept(target), List.of(), false, target.home().directory());
  }

  /**
   * The unit that a start would install, and the one that is.
   *
   * @throws ServiceException when there is no service manager to write one for
   */
  public UnitView unit() throws UnusableHomeException, ServiceException, InterruptedException {
    Target target = target();
    return switch (find(target, false, false)) {
      case Keepers.Found(Keeper keeper) -> {
        SupervisedService service = new SupervisedService(context, keeper, state);
        yield service.view(target);
      }
      case Keepers.None none ->
          throw new ServiceException("There is no unit. " + none.cause(), null);
    };
  }

  /** What is known about the instance, and what its supervisor says; connects to no socket. */
  public ServiceView look() throws UnusableHomeException, ServiceException, InterruptedException {
    Target target = target();
    return switch (find(target, false, false)) {
      case Keepers.Found(Keeper keeper) -> ServiceView.of(target, keeper, state);
      case Keepers.None none -> ServiceView.without(target, none.cause(), state);
    };
  }

  /**
   * The last lines that the service wrote into its manager's journal.
   *
   * @param since nothing older; empty for no bound
   * @param lines at most how many
   * @return oldest first, safe to print; empty where there is no journal
   */
  public List<String> journal(Optional<Instant> since, int lines)
      throws UnusableHomeException, ServiceException, InterruptedException {
    if (!(find(target(), false, false) instanceof Keepers.Found(Keeper keeper))
        || keeper.journal().isEmpty()) {
      return List.of();
    }
    Journal journal = keeper.journal().get();
    return since.isPresent() ? journal.since(since.get(), lines) : journal.last(lines);
  }

  private Target target() throws UnusableHomeException, ServiceException {
    return Target.find(context.name(), context.environment(), new InstanceStore(state));
  }

  /** The manager for a start; empty when nobody is to keep the daemon, or nobody can. */
  private Optional<Keeper> keeperFor(Target target, StartOptions options)
      throws ServiceException, InterruptedException {
    if (options.keeper() == StartOptions.Keeper.NOBODY) {
      refuseBesideService(target);
      return Optional.empty();
    }
    return switch (find(target, options.headless(), true)) {
      case Keepers.Found(Keeper keeper) -> Optional.of(keeper);
      case Keepers.None none -> {
        if (options.keeper() == StartOptions.Keeper.SUPERVISOR) {
          throw new ServiceException(
              "There is no service manager to keep the daemon. " + none.cause(),
              "coven daemon start --unsupervised");
        }
        context
            .say()
            .accept(
                none.cause()
                    + " So the daemon runs unsupervised: nobody starts it again after a crash or a"
                    + " reboot.");
        yield Optional.empty();
      }
    };
  }

  /** The manager, where it keeps this instance already; a stop or restart creates no service. */
  private Optional<Keeper> existing(Target target, StartOptions.Keeper keeper)
      throws ServiceException, InterruptedException {
    if (keeper == StartOptions.Keeper.NOBODY) {
      return Optional.empty();
    }
    if (!(find(target, false, false) instanceof Keepers.Found(Keeper found))) {
      if (target.remembered().isPresent()) {
        target.requireSameHome();
      }
      return Optional.empty();
    }
    boolean keeps = target.remembered().isPresent() || found.manager().state().installed();
    return keeps ? Optional.of(found) : Optional.empty();
  }

  /**
   * Ends the daemon that nobody keeps. One that a supervisor keeps, though nothing here knows of it
   * (another HOME, another XDG_STATE_HOME), is left: ended from here, it would only come back.
   */
  private StopResult stopUnkept(Target target) throws ServiceException, InterruptedException {
    return stopUnkept(target, Probe.of(target.asked().orElse(target.home()).socket()));
  }

  private StopResult stopUnkept(Target target, Probe answer)
      throws ServiceException, InterruptedException {
    Health health =
        switch (answer) {
          case Probe.Ready ready -> ready.health();
          case Probe.Degraded degraded -> degraded.health();
          case Probe.Absent _, Probe.Silent _, Probe.Foreign _, Probe.Incompatible _ -> null;
        };
    if (health != null && !health.supervisor().equals("none")) {
      throw new ServiceException(
          health.supervisor()
              + " keeps this daemon (pid "
              + health.daemon().pid()
              + ") and would start it again.",
          "coven daemon stop" + context.name().option());
    }
    return unsupervised(target).stop(answer);
  }

  /** Two daemons cannot have one home: the second would wait for the lock, and park. */
  private void refuseBesideService(Target target) throws ServiceException {
    boolean sameHome = target.remembered().isPresent() && target.otherHome().isEmpty();
    if (sameHome) {
      throw new ServiceException(
          target.remembered().get().supervisor()
              + " keeps the daemon of "
              + target.home().directory()
              + ".",
          "coven daemon start (or first: coven daemon uninstall)");
    }
  }

  private Keepers.Finding find(Target target, boolean headless, boolean toStart)
      throws ServiceException, InterruptedException {
    return keepers.find(
        context.name(),
        headless || target.remembered().map(Instance::headless).orElse(false),
        toStart);
  }

  private Unsupervised unsupervised(Target target) {
    return new Unsupervised(
        target.asked().orElse(target.home()),
        context.environment(),
        context.image(),
        context.say());
  }
}
