package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.contract.Health;
import dev.coven.home.CovenHome;
import dev.coven.home.HomeKeeper;
import dev.coven.home.ParkedNote;
import dev.coven.home.ProcessIdentity;
import dev.coven.home.StateDirectory;
import dev.coven.home.UnusableHomeException;
import dev.coven.privacy.Printable;
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
  private final Lingering lingering;
  private final Optional<Journal> journal;
  private final InstanceStore store;
  private final StateDirectory state;

  SupervisedService(ServiceContext context, Keeper keeper, StateDirectory state) {
    this.context = context;
    this.manager = keeper.manager();
    this.lingering = new Lingering(keeper.linger(), manager.name());
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
    Definition rendered = baking.render(instance);
    InstalledUnits units = InstalledUnits.of(manager);
    List<Path> replaced = units.claim(options.replace());
    replaced.forEach(this::sayCopied);

    if (!replaced.isEmpty() || manager.state().pid().isEmpty()) {
      ConfigGate.pass(home, context.say());
    }
    Optional<Health> running = clearWay(home, answer(home));
    boolean drifted = install(home, units, rendered);
    instance = instance.withUnit(rendered);
    store.write(target.name(), instance);
    List<String> notes = new ArrayList<>();
    if (running.isPresent()) {
      if (!manager.state().enabled()) {
        manager.start();
      }
      linger(target, instance, options, runs(running.get()), notes);
      UnitNews.addOfStart(notes, drifted, running.get(), options);
      return new StartResult.AlreadyRunning(running.get(), addressed(notes));
    }
    Readiness readiness = readiness(home, OptionalLong.empty());
    boolean parked = staysParked();
    forgetParking();
    // Not waiting for the supervisor's word: it gives up with the first attempt that fails, though
    // the next may succeed, and knows neither the daemon's reason nor its log.
    if (!replaced.isEmpty() || parked) {
      // What ran there by a stranger's unit is no daemon of ours; and a parked one, which launchd
      // sees running, would take its time to look again, and say nothing new.
      Unbroken.run(context.say(), manager::restartNoWait);
    } else {
      Unbroken.run(context.say(), manager::startNoWait);
    }
    if (!options.await()) {
      linger(target, instance, options, manager.name() + " is starting the daemon.", notes);
      return new StartResult.Asked(manager.name(), addressed(notes));
    }
    Health health = readiness.await(options.timeout());
    linger(target, instance, options, runs(health), notes);
    return new StartResult.Started(health, addressed(notes));
  }

  RestartResult restart(Target target, StartOptions options, boolean force)
      throws UnusableHomeException, ServiceException, InterruptedException {
    Optional<CovenHome> move = target.otherHome();
    CovenHome home = move.orElse(target.home());
    new HomeKeeper(home).prepare();
    ConfigGate.pass(home, context.say());
    OptionalLong before = manager.state().pid();
    Optional<ProcessIdentity> process = identity(before);
    Probe answer = Probe.of(target.home().socket());
    // A move stops the service, and that ends them; the old daemon writes it into the old ledger.
    StopResult.Fate sessions =
        move.isPresent() ? StopResult.Fate.END : LiveSessions.inARestart(answer);
    if (sessions == StopResult.Fate.END && !force) {
      LiveSessions.requireNone(
          answer,
          move.isPresent()
              ? "a move to " + home.directory() + "; they cannot move along."
              : "a restart: " + manager.name() + " cannot keep sessions meanwhile.");
    }
    // Only who answers is asked again: each question to one that does not takes three seconds.
    boolean silent = answer instanceof Probe.Silent;
    Baking baking = new Baking(context, manager, target);
    Instance instance = baking.anew(options, !silent).withHome(home.directory());
    Definition rendered = baking.render(instance);
    InstalledUnits units = InstalledUnits.of(manager);
    units.claim(options.replace()).forEach(this::sayCopied);

    List<String> notes = new ArrayList<>();
    UnitNews.addOfUpgrade(notes, units);
    if (move.isPresent()) {
      notes.add("Moved from " + target.home().directory() + " to " + home.directory() + ".");
      new RightOfWay(context).clear(home, Probe.of(home.socket()), OptionalLong.empty(), false);
    } else {
      clearWay(home, silent ? answer : answer(home));
    }
    Instance settled = instance.withUnit(rendered);
    Unbroken.Stretch settle =
        () -> {
          var unused = install(home, units, rendered);
          store.write(target.name(), settled);
        };
    if (move.isEmpty()) {
      settle.run();
    }
    Readiness readiness = readiness(home, before);
    forgetParking();
    try (Ending ending = Ending.begin(before, process, answer, sessions, context.say())) {
      Unbroken.run(
          context.say(),
          () -> {
            if (move.isPresent()) {
              // By the old definition, which alone knows the path of the socket that is to go.
              manager.stop();
              settle.run();
            }
            manager.restartNoWait();
          });
      Health health = readiness.await(options.timeout());
      linger(target, settled, options, runs(health), notes);
      return new RestartResult(ending.result(), new StartResult.Started(health, addressed(notes)));
    }
  }

  StopResult stop(Target target) throws ServiceException, InterruptedException {
    target.requireSameHome();
    OptionalLong pid = manager.state().pid();
    Optional<ProcessIdentity> process = identity(pid);
    Probe answer = pid.isPresent() ? Probe.of(target.home().socket()) : new Probe.Absent(false);
    StopResult kept;
    try (Ending ending = Ending.begin(pid, process, answer, StopResult.Fate.END, context.say())) {
      manager.stop();
      kept = ending.result();
    }
    forgetParking();
    // Somebody may have started one by hand in the same home: "stopped" must be true of it, too.
    StopResult byHand = new Stopper(target.home(), context.say()).stop();
    return pid.isPresent() ? kept : byHand;
  }

  UninstallResult uninstall(Target target) throws ServiceException, InterruptedException {
    target.requireSameHome();
    InstalledUnits units = InstalledUnits.of(manager);
    var unused = units.claim(false); // Without leave to replace no copy is made.
    List<Path> removed = units.present();
    StopResult stopped = stop(target);
    manager.uninstall();
    boolean lingerByUs = target.remembered().map(Instance::lingerByUs).orElse(false);
    if (lingerByUs) {
      lingering.turnOff("The service is removed.");
    }
    store.remove(target.name());
    return new UninstallResult(stopped, removed, lingerByUs, target.home().directory());
  }

  /** What is installed, and what a start would install now. */
  UnitView view(Target target) throws ServiceException {
    Baking baking = new Baking(context, manager, target);
    Definition rendered = baking.render(baking.again(StartOptions.DEFAULT));
    List<UnitView.Part> parts = new ArrayList<>();
    for (UnitFile file : InstalledUnits.of(manager).files()) {
      parts.add(new UnitView.Part(file.path(), file.text(), rendered.texts().get(parts.size())));
    }
    return new UnitView(parts);
  }

  /** Who answers. Where a supervisor listens for a service without a process, it would start it. */
  private Probe answer(CovenHome home) throws ServiceException, InterruptedException {
    ServiceState service = manager.state();
    return service.listens() && service.pid().isEmpty()
        ? new Probe.Absent(false)
        : Probe.of(home.socket());
  }

  private Optional<Health> clearWay(CovenHome home, Probe answer)
      throws ServiceException, InterruptedException {
    ServiceState service = manager.state();
    return new RightOfWay(context).clear(home, answer, service.pid(), service.listens());
  }

  private boolean install(CovenHome home, InstalledUnits units, Definition rendered)
      throws ServiceException, InterruptedException {
    if (journal.isEmpty()) {
      prepareLog(home);
    }
    boolean drifted = !units.hold(rendered);
    if (drifted || manager.state().definitionStale()) {
      manager.install(rendered);
    }
    return drifted;
  }

  /** launchd makes no directory: without that of StandardOutPath it starts nothing (EX_CONFIG). */
  private static void prepareLog(CovenHome home) throws ServiceException {
    try {
      StartLog.open(home);
    } catch (IOException e) {
      throw new ServiceException(
          Printable.line("The log " + home.startLog() + " cannot be made: " + e.getMessage() + "."),
          null);
    }
  }

  private void linger(
      Target target, Instance instance, StartOptions options, String holds, List<String> notes)
      throws ServiceException, InterruptedException {
    if (!options.linger()) {
      lingering.addNote(notes);
    } else if (lingering.turnOn(holds, context.say())) {
      store.write(target.name(), instance.withLingerByUs(true));
    }
  }

  private List<String> addressed(List<String> notes) {
    return notes.stream().map(context.name()::addressed).toList();
  }

  private static String runs(Health health) {
    return "The daemon runs (pid " + health.daemon().pid() + ").";
  }

  private static Optional<ProcessIdentity> identity(OptionalLong pid) {
    return pid.isPresent() ? ProcessIdentity.of(pid.getAsLong()) : Optional.empty();
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

  /** Whether the service's process is there and has parked. */
  private boolean staysParked() throws ServiceException, InterruptedException {
    Optional<ParkedNote> note = ParkedNote.read(state, context.name().value());
    return note.isPresent() && manager.state().pid().equals(OptionalLong.of(note.get().pid()));
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
