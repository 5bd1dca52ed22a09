package dev.coven.supervise;

import dev.coven.contract.Health;
import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.home.HomeKeeper;
import dev.coven.home.ParkedNote;
import dev.coven.home.StateDirectory;
import dev.coven.home.UnusableHomeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The verbs, for a daemon that a service manager keeps. Each is convergent: it looks at what is
 * there, does what is missing, and ends with the state that it names, or says why not.
 */
final class SupervisedService {
  private final ServiceContext context;
  private final ServiceManager manager;
  private final Optional<Linger> linger;
  private final Optional<Journal> journal;
  private final InstanceStore store;
  private final StateDirectory state;

  SupervisedService(ServiceContext context, Keeper keeper, StateDirectory state) {
    this.context = context;
    this.manager = keeper.manager();
    this.linger = keeper.linger();
    this.journal = keeper.journal();
    this.state = state;
    this.store = new InstanceStore(state);
  }

  StartResult start(Target target, StartOptions options)
      throws UnusableHomeException, ServiceException, InterruptedException {
    target.requireSameHome();
    CovenHome home = target.home();
    new HomeKeeper(home).prepare();
    Baking baking = new Baking(context, manager, target);
    Instance instance = baking.again(options);
    String rendered = baking.render(instance);
    UnitFile unit = new UnitFile(manager.file());
    Optional<Path> replaced = unit.claim(options.replace());
    replaced.ifPresent(this::sayCopied);

    Optional<Health> running = new RightOfWay(context, manager).clear(home);
    boolean drifted = install(unit, rendered);
    List<String> notes = new ArrayList<>();
    instance = lingering(instance, options.linger(), notes);
    store.write(target.name(), instance.withUnit(rendered));
    if (running.isPresent()) {
      if (!manager.state().enabled()) {
        manager.start();
      }
      return new StartResult.AlreadyRunning(
          running.get(), addDrift(notes, drifted, running.get(), options));
    }
    Readiness readiness = readiness(home, OptionalLong.empty());
    forgetParking();
    // Not waiting for the supervisor's word: it gives up with the first attempt that fails, though
    // the next may succeed, and knows neither the daemon's reason nor its log.
    if (replaced.isPresent()) {
      // What ran there by a stranger's unit is no daemon of ours.
      manager.restartNoWait();
    } else {
      manager.startNoWait();
    }
    if (!options.await()) {
      return new StartResult.Asked(manager.name(), notes);
    }
    return new StartResult.Started(readiness.await(options.timeout()), notes);
  }

  RestartResult restart(Target target, StartOptions options, boolean force)
      throws UnusableHomeException, ServiceException, InterruptedException {
    Optional<CovenHome> move = target.otherHome();
    CovenHome home = move.orElse(target.home());
    new HomeKeeper(home).prepare();
    OptionalLong live = LiveSessions.count(target.home().socket());
    if (move.isPresent() && live.orElse(0) > 0 && !force) {
      throw new ServiceException(
          live.getAsLong()
              + " live sessions would end with a move to "
              + home.directory()
              + "; they cannot move along.",
          "coven daemon restart --force" + target.name().option());
    }
    Baking baking = new Baking(context, manager, target);
    Instance instance = baking.anew(options).withHome(home.directory());
    String rendered = baking.render(instance);
    UnitFile unit = new UnitFile(manager.file());
    unit.claim(options.replace()).ifPresent(this::sayCopied);

    List<String> notes = new ArrayList<>();
    addUpgrade(notes, unit.text());
    ServiceState before = manager.state();
    if (move.isPresent()) {
      manager.stop();
      notes.add("Moved from " + target.home().directory() + " to " + home.directory() + ".");
    }
    new RightOfWay(context, manager).clear(home);
    install(unit, rendered);
    instance = lingering(instance, options.linger(), notes);
    store.write(target.name(), instance.withUnit(rendered));
    Readiness readiness = readiness(home, before.pid());
    forgetParking();
    manager.restartNoWait();
    Health health = readiness.await(options.timeout());
    StopResult stopped =
        before.pid().isPresent()
            ? new StopResult.Stopped(before.pid(), live, manner(live))
            : new StopResult.NotRunning();
    return new RestartResult(stopped, new StartResult.Started(health, List.copyOf(notes)));
  }

  StopResult stop(Target target) throws ServiceException, InterruptedException {
    target.requireSameHome();
    OptionalLong pid = manager.state().pid();
    OptionalLong live =
        pid.isPresent() ? LiveSessions.count(target.home().socket()) : OptionalLong.empty();
    manager.stop();
    forgetParking();
    // Somebody may have started one by hand in the same home: "stopped" must be true of it, too.
    StopResult byHand = new Stopper(target.home(), context.say()).stop();
    return pid.isPresent() ? new StopResult.Stopped(pid, live, manner(live)) : byHand;
  }

  UninstallResult uninstall(Target target) throws ServiceException, InterruptedException {
    target.requireSameHome();
    UnitFile unit = new UnitFile(manager.file());
    unit.claim(false);
    Optional<Path> removed = unit.text().map(_ -> manager.file());
    StopResult stopped = stop(target);
    manager.uninstall();
    boolean lingerByUs = target.remembered().map(Instance::lingerByUs).orElse(false);
    if (lingerByUs && linger.isPresent()) {
      linger.get().disable();
    }
    store.remove(target.name());
    return new UninstallResult(stopped, removed, lingerByUs, target.home().directory());
  }

  /** The unit that a start would install now. */
  String render(Target target) throws ServiceException {
    Baking baking = new Baking(context, manager, target);
    return baking.render(baking.again(StartOptions.DEFAULT));
  }

  /** The unit that is installed. */
  UnitFile unit() {
    return new UnitFile(manager.file());
  }

  private boolean install(UnitFile unit, String rendered)
      throws ServiceException, InterruptedException {
    boolean drifted = !unit.text().equals(Optional.of(rendered));
    if (drifted || manager.state().definitionStale()) {
      manager.install(rendered);
    }
    return drifted;
  }

  private static List<String> addDrift(
      List<String> notes, boolean drifted, Health running, StartOptions options) {
    if (drifted) {
      // A restart takes this shell's PATH, unless it is told another again.
      String path = options.searchPath().map(p -> " --path '" + p + "'").orElse("");
      notes.add(
          "The unit was brought up to date; it takes effect with: coven daemon restart" + path);
    }
    if (!running.covenVersion().equals(CovenVersion.get())) {
      notes.add(
          "Version "
              + running.covenVersion()
              + " runs, "
              + CovenVersion.get()
              + " is installed. To finish the update: coven daemon restart");
    }
    return List.copyOf(notes);
  }

  private static void addUpgrade(List<String> notes, Optional<String> installed) {
    if (installed.isPresent() && installed.get().contains("Restart=on-failure")) {
      notes.add("The unit was an older one, with Restart=on-failure; it is up to date now.");
    }
  }

  private Instance lingering(Instance instance, boolean wanted, List<String> notes)
      throws ServiceException, InterruptedException {
    if (linger.isEmpty()) {
      return instance;
    }
    Linger.State now = linger.get().state();
    if (now == Linger.State.OFF && wanted) {
      linger.get().enable();
      return instance.withLingerByUs(true);
    }
    if (now == Linger.State.OFF) {
      notes.add(
          "It ends with your last login on this machine. To keep it: coven daemon start --linger");
    }
    return instance;
  }

  /** One that answered drains when it is told to end; of one that did not, nobody knows. */
  private static StopResult.Manner manner(OptionalLong live) {
    return live.isPresent() ? StopResult.Manner.DRAINED : StopResult.Manner.ENDED;
  }

  private Readiness readiness(CovenHome home, OptionalLong before) {
    return new Readiness(
        manager,
        home,
        () -> ParkedNote.read(state, context.name().value()),
        journal,
        before,
        context.say());
  }

  private void forgetParking() throws ServiceException {
    try {
      ParkedNote.remove(state, context.name().value());
    } catch (IOException e) {
      throw new ServiceException("An old note cannot be removed: " + e.getMessage() + ".", null);
    }
  }

  private void sayCopied(Path copy) {
    context.say().accept("The unit that was there is kept as " + copy + ".");
  }
}
