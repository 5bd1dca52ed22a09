package dev.coven.cli;

import dev.coven.client.Probe;
import dev.coven.client.UnusableDaemonException;
import dev.coven.contract.Health;
import dev.coven.contract.StorageHealth;
import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.home.DaemonFile;
import dev.coven.home.ProcessIdentity;
import dev.coven.privacy.Printable;
import dev.coven.supervise.Occupant;
import dev.coven.supervise.ServiceState;
import dev.coven.supervise.ServiceView;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds out how the daemon does. What the socket answers decides; the files of the home only
 * explain why nobody answers.
 */
final class StatusSurvey {
  /** A start takes seconds. Whoever has the home for longer without serving is not starting. */
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  /** With what a command takes to start, the answer is there within 3 seconds. */
  private static final Duration PATIENCE = Duration.ofMillis(2_600);

  /** For a second home, of the time that is left. */
  private static final Duration GLANCE = Duration.ofMillis(300);

  private static final String LAUNCHD = "launchd";

  private final ServiceView service;
  private final CovenHome home;
  private final List<String> notes = new ArrayList<>();

  /**
   * A survey.
   *
   * @param service what is known without asking the daemon
   */
  StatusSurvey(ServiceView service) {
    this.service = service;
    this.home = service.home();
  }

  /** Looks once; takes as long as a probe at most, when nobody answers. */
  StatusReport take() {
    service.drift().ifPresent(this::note);
    service.state().flatMap(ServiceState::note).ifPresent(this::note);
    service.otherHome().ifPresent(this::noteOther);
    return service.startsWhenAsked() ? down() : probe();
  }

  /** The caller's own home, in which a daemon may run that is not the service's. */
  private void noteOther(CovenHome other) {
    String where = "COVEN_HOME is " + other.directory() + ", where this daemon does not live";
    note(
        switch (Probe.of(other.socket(), GLANCE)) {
          case Probe.Ready(Health health) -> where + "; " + another(health);
          case Probe.Degraded(Health health) -> where + "; " + another(health);
          case Probe.Incompatible(Health health) -> where + "; " + another(health);
          case Probe.Silent _ -> where + "; what listens there gives no answer.";
          case Probe.Absent _, Probe.Foreign _ -> where + ".";
        });
  }

  private static String another(Health health) {
    return "another one runs there (pid "
        + health.daemon().pid()
        + ", "
        + (health.supervisor().equals("none") ? "kept by nobody" : "kept by " + health.supervisor())
        + ").";
  }

  /** A service that its supervisor does not run is not connected to, which could start it. */
  private StatusReport down() {
    if (service.parked().isPresent()) {
      note(service.parked().get().why());
      return report(StatusReport.State.PARKED, OptionalLong.empty(), null, OptionalLong.empty());
    }
    ServiceState state = service.state().orElseThrow();
    if (state.activity() == ServiceState.Activity.FAILED) {
      note(
          "Its supervisor has given it up"
              + state.lastExit().map(exit -> " (" + exit + ")").orElse("")
              + ".");
      return report(StatusReport.State.FAILED, OptionalLong.empty(), null, OptionalLong.empty());
    }
    return absent(!state.listens() && Files.exists(home.socket(), LinkOption.NOFOLLOW_LINKS));
  }

  private StatusReport probe() {
    Probe probe = Probe.of(home.socket(), PATIENCE);
    // The usual answer, apart: the JDK links a switch over patterns while it runs, which takes ten
    // milliseconds that nobody notices once, and everybody whose prompt asks each time.
    return probe instanceof Probe.Ready(Health health)
        ? answering(StatusReport.State.RUNNING, health)
        : examine(probe);
  }

  private StatusReport examine(Probe probe) {
    return switch (probe) {
      case Probe.Ready(Health health) -> answering(StatusReport.State.RUNNING, health);
      case Probe.Degraded(Health health) -> {
        note("It cannot do its work: " + UnusableDaemonException.failures(health) + ".");
        yield answering(StatusReport.State.DEGRADED, health);
      }
      case Probe.Incompatible(Health health) -> {
        note("It speaks " + health.apiVersion() + "; update Coven, or the program that runs it.");
        yield report(
            StatusReport.State.INCOMPATIBLE,
            OptionalLong.of(health.daemon().pid()),
            health,
            OptionalLong.empty());
      }
      case Probe.Silent _ -> silent();
      case Probe.Foreign(String problem) -> {
        note(problem);
        yield report(StatusReport.State.FOREIGN, OptionalLong.empty(), null, OptionalLong.empty());
      }
      case Probe.Absent(boolean socketLeft) -> absent(socketLeft);
    };
  }

  private StatusReport answering(StatusReport.State state, Health health) {
    if (!health.covenVersion().equals(CovenVersion.get())) {
      note(
          "It is version "
              + health.covenVersion()
              + ", installed is "
              + CovenVersion.get()
              + "; coven daemon restart brings the installed one.");
    }
    if (health.storage().status() != StorageHealth.Status.OK) {
      note("Its storage is " + health.storage().status().wire() + ".");
    }
    if (health.config().problem() != null) {
      note(
          "It runs on its last good configuration. "
              + health.config().problem()
              + " When that is mended: coven daemon restart");
    }
    noteKeeper(health);
    CrashNote.of(home, health).ifPresent(this::note);
    DaemonFile.Content content = new DaemonFile(home).read();
    if (content instanceof DaemonFile.Content.Present(var daemon)) {
      if (!daemon.identity().equals(health.daemon())) {
        note("daemon.json names another daemon (pid " + daemon.identity().pid() + ").");
      }
    } else if (content instanceof DaemonFile.Content.Garbage(String problem)) {
      note("daemon.json is " + problem + ".");
    } else {
      note("daemon.json is missing.");
    }
    return report(state, OptionalLong.of(health.daemon().pid()), health, health.liveSessions());
  }

  /** The socket is the truth, and its daemon need not be the one that the supervisor keeps. */
  private void noteKeeper(Health health) {
    if (!service.isInstalled()) {
      return;
    }
    String supervisor = service.supervisor().orElseThrow();
    long pid = health.daemon().pid();
    if (health.supervisor().equals("none")) {
      note(
          "Nobody keeps the daemon that answers (pid "
              + pid
              + "); "
              + supervisor
              + "'s service "
              + (service.pid().isPresent()
                  ? "has another process (pid " + service.pid().getAsLong() + ")."
                  : "does not run.")
              + " To replace it by the service: coven daemon start");
    } else if (service.pid().isPresent() && service.pid().getAsLong() != pid) {
      note(
          supervisor
              + " has pid "
              + service.pid().getAsLong()
              + " for this service, and pid "
              + pid
              + " answers.");
    }
  }

  private StatusReport silent() {
    if (service.isMoving()) {
      // Its supervisor listens for it, and the client waits for a daemon that is not there yet.
      return absent(false);
    }
    Optional<Occupant> occupant = Occupant.find(home);
    note(
        occupant.isPresent()
            ? "Its process lives, and gave no answer in time."
            : "Something listens at the socket and gave no answer in time; no record in the home"
                + " tells which process it is.");
    return report(StatusReport.State.NOT_ANSWERING, pid(occupant), null, OptionalLong.empty());
  }

  private StatusReport absent(boolean socketLeft) {
    Optional<Occupant> occupant = Occupant.find(home);
    if (service.parked().isPresent()) {
      // launchd starts whatever exits again, so a parked daemon's process stays.
      note(service.parked().get().why());
      return report(StatusReport.State.PARKED, pid(occupant), null, OptionalLong.empty());
    }
    if (occupant.isEmpty() && service.isMoving()) {
      note(
          service.state().orElseThrow().activity() == ServiceState.Activity.STOPPING
              ? "Its supervisor ends it just now."
              : "Its supervisor is about to start it.");
      return report(StatusReport.State.STARTING, service.pid(), null, OptionalLong.empty());
    }
    if (occupant.isPresent()) {
      return notServing(pid(occupant), occupant.get().since());
    }
    Optional<Instant> supervised = service.state().flatMap(ServiceState::since);
    if (LAUNCHD.equals(service.supervisor().orElse(""))
        && service.pid().isPresent()
        && supervised.isPresent()) {
      // launchd calls running what has not even taken the home yet; systemd waits to be told.
      return notServing(service.pid(), supervised.get());
    }
    boolean fileLeft = noteLeftFile();
    if (socketLeft) {
      note("Nobody listens at the socket that was left behind.");
    }
    return report(
        socketLeft || fileLeft ? StatusReport.State.LEFTOVERS : StatusReport.State.NOT_RUNNING,
        OptionalLong.empty(),
        null,
        OptionalLong.empty());
  }

  /** A process that has the home, or is about to take it, and does not listen. */
  private StatusReport notServing(OptionalLong pid, Instant began) {
    Duration since = Duration.between(began, Instant.now());
    boolean starting = since.compareTo(LONGEST_START) < 0;
    note(
        "Its process is there since "
            + Spans.of(since)
            + (starting ? " and does not serve yet." : " and does not serve."));
    return report(
        starting ? StatusReport.State.STARTING : StatusReport.State.NOT_ANSWERING,
        pid,
        null,
        OptionalLong.empty());
  }

  private boolean noteLeftFile() {
    switch (new DaemonFile(home).read()) {
      case DaemonFile.Content.Absent() -> {
        return false;
      }
      case DaemonFile.Content.Garbage(String problem) -> note("daemon.json is " + problem + ".");
      case DaemonFile.Content.Present(var daemon) -> {
        long pid = daemon.identity().pid();
        Optional<ProcessIdentity> now = ProcessIdentity.of(pid);
        // The same start, and not running: a zombie that its parent has not collected.
        boolean reused = now.isPresent() && !now.get().equals(daemon.process());
        note(
            "daemon.json names pid "
                + pid
                + (reused ? ", which is another process by now." : ", which runs no more."));
      }
    }
    return true;
  }

  private static OptionalLong pid(Optional<Occupant> occupant) {
    return occupant.isPresent()
        ? OptionalLong.of(occupant.get().process().pid())
        : OptionalLong.empty();
  }

  private void note(String sentence) {
    notes.add(service.target().name().addressed(Printable.line(sentence)));
  }

  private StatusReport report(
      StatusReport.State state, OptionalLong pid, Health health, OptionalLong liveSessions) {
    return new StatusReport(state, service, home, pid, health, liveSessions, List.copyOf(notes));
  }
}
