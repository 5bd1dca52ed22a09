package dev.coven.update;

import dev.coven.client.Probe;
import dev.coven.contract.HandoverMode;
import dev.coven.contract.Health;
import dev.coven.home.CovenHome;
import dev.coven.home.StateDirectory;
import dev.coven.home.UnusableHomeException;
import dev.coven.privacy.Printable;
import dev.coven.supervise.CommandException;
import dev.coven.supervise.CommandResult;
import dev.coven.supervise.Instance;
import dev.coven.supervise.InstanceName;
import dev.coven.supervise.InstanceStore;
import dev.coven.supervise.ProcessCommandRunner;
import dev.coven.supervise.ServiceException;
import dev.coven.supervise.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The daemons that run from an installation. */
final class Daemons {
  /** A restart waits 20 s for the daemon to be ready, after at most 30 s for the old one to end. */
  private static final Duration RESTART = Duration.ofSeconds(120);

  private final Installation installation;
  private final Map<String, String> environment;

  Daemons(Installation installation, Map<String, String> environment) {
    this.installation = installation;
    this.environment = environment;
  }

  /**
   * A daemon that answers.
   *
   * @param name which
   * @param home where it lives
   * @param health what it said
   */
  record Running(InstanceName name, CovenHome home, Health health) {
    boolean supervised() {
      return !health.supervisor().equals("none");
    }

    /** How it is called in a sentence. */
    String words() {
      return name.isDefault() ? "the daemon" : "the daemon " + name.value();
    }
  }

  /**
   * Those that run now: each that a service manager keeps with this installation's launcher, and
   * the one without a service manager in the home that the caller means.
   *
   * @param current the version that it has, if it is of this installation
   */
  List<Running> running(Version current)
      throws UnusableHomeException, ServiceException, UpdateRefusedException {
    InstanceStore store = new InstanceStore(StateDirectory.locate(environment));
    List<Running> running = new ArrayList<>();
    for (InstanceName name : store.names()) {
      Optional<Instance> instance = store.read(name);
      if (instance.isPresent() && installation.isLaunchedBy(instance.get().launcher())) {
        CovenHome home = new CovenHome(instance.get().home());
        ask(home, name).map(health -> new Running(name, home, health)).ifPresent(running::add);
      }
    }
    CovenHome home = Target.home(InstanceName.DEFAULT, environment);
    if (running.stream().noneMatch(daemon -> daemon.home().equals(home))) {
      ask(home, InstanceName.DEFAULT)
          .filter(health -> health.supervisor().equals("none"))
          .filter(health -> health.covenVersion().equals(current.text()))
          .ifPresent(health -> running.add(new Running(InstanceName.DEFAULT, home, health)));
    }
    return running;
  }

  private static Optional<Health> ask(CovenHome home, InstanceName name)
      throws UpdateRefusedException {
    return switch (Probe.of(home.socket())) {
      case Probe.Ready(Health health) -> Optional.of(health);
      case Probe.Degraded(Health health) -> Optional.of(health);
      case Probe.Incompatible(Health health) -> Optional.of(health);
      case Probe.Absent _, Probe.Foreign _ -> Optional.empty();
      case Probe.Silent _ ->
          throw new UpdateRefusedException(
              "The daemon in " + Printable.line(home.directory().toString()) + " does not answer.",
              "coven daemon restart" + name.option());
    };
  }

  /**
   * Requires that a restart ends no session.
   *
   * @throws UpdateRefusedException with the count, and the way to do it all the same
   */
  static void requireNoneLost(List<Running> daemons) throws UpdateRefusedException {
    for (Running daemon : daemons) {
      long live = daemon.health().liveSessions().orElse(0);
      if (live > 0 && daemon.health().handover() == HandoverMode.NONE) {
        throw new UpdateRefusedException(
            (live == 1 ? "1 live session" : live + " live sessions")
                + " would end with the restart of "
                + daemon.words()
                + ": nobody keeps sessions meanwhile.",
            "coven upgrade --force");
      }
    }
  }

  /**
   * Restarts one with the version that the installation's link leads to, by that version's own
   * verb: the unit is then the one that it wants.
   *
   * @param daemon which
   * @param force also when its live sessions end
   * @param wanted the version that must answer then
   * @return what it says of itself
   * @throws UpdateRefusedException when it is not well then, with what was said
   */
  Health restart(Running daemon, boolean force, Version wanted)
      throws InterruptedException, UpdateRefusedException {
    List<String> command =
        new ArrayList<>(List.of(installation.launcher().toString(), "daemon", "restart"));
    Map<String, String> variables = new TreeMap<>(environment);
    // Otherwise a home that the caller has set would be moved to.
    variables.remove(CovenHome.VARIABLE);
    if (daemon.supervised()) {
      command.addAll(List.of("--instance", daemon.name().value()));
    } else {
      command.add("--unsupervised");
      variables.put(CovenHome.VARIABLE, daemon.home().directory().toString());
    }
    if (force) {
      command.add("--force");
    }
    try {
      CommandResult result = new ProcessCommandRunner(variables).run(command, RESTART);
      if (result.exitCode() != 0) {
        throw new UpdateRefusedException(said(result.err()));
      }
    } catch (CommandException e) {
      throw new UpdateRefusedException(Printable.line(e.getMessage()));
    }
    if (Probe.of(daemon.home().socket()) instanceof Probe.Ready(Health health)
        && health.covenVersion().equals(wanted.text())) {
      return health;
    }
    throw new UpdateRefusedException(
        "After its restart " + daemon.words() + " does not say that it is well.");
  }

  /** The program's sentence, without its name and what it tells to type. */
  private static String said(String error) {
    return Printable.line(
        error
            .lines()
            .filter(line -> line.startsWith("coven: ") && !line.contains("Waiting for"))
            .map(line -> line.substring("coven: ".length()))
            .reduce((first, last) -> last)
            .orElse("it ended without a word"));
  }
}
