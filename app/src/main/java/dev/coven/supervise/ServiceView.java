package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.home.ParkedNote;
import dev.coven.home.StateDirectory;
import dev.coven.templates.UnitMark;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a daemon without asking it.
 *
 * @param target which daemon is meant
 * @param supervisor who could keep it: systemd or launchd; empty when there is nobody
 * @param whyNone why nobody could, as the end of a sentence; empty when somebody can
 * @param state what the supervisor says; empty without one
 * @param drift how the installed unit differs from what it should be, in a sentence; empty when it
 *     does not
 * @param linger whether services outlive a login; empty where there is no such thing
 * @param parked why it is parked; empty when it is not
 */
public record ServiceView(
    Target target,
    Optional<String> supervisor,
    Optional<String> whyNone,
    Optional<ServiceState> state,
    Optional<String> drift,
    Optional<Linger.State> linger,
    Optional<ParkedNote> parked) {

  /**
   * From the end of a service's main process until it counts as down, which ends what is left of
   * it: the unit's stop limit at most, but what is left, the daemon has ended itself.
   */
  private static final Duration CLEANING = Duration.ofSeconds(5);

  /** The home to look into: the service's, or without one that which the caller asks for. */
  public CovenHome home() {
    return isInstalled() ? target.home() : target.asked().orElse(target.home());
  }

  /** The home that the caller asks for, where the service has another. */
  public Optional<CovenHome> otherHome() {
    return isInstalled() ? target.otherHome() : Optional.empty();
  }

  /** Whether a supervisor has a definition of the service. */
  public boolean isInstalled() {
    return state.map(ServiceState::installed).orElse(false);
  }

  /** Whether the service exists, does not run, and nothing is about to start it. */
  public boolean isDown() {
    return isInstalled()
        && switch (state.orElseThrow().activity()) {
          case STOPPED, FAILED -> true;
          case STARTING, RUNNING, STOPPING, RESTARTING, UNKNOWN -> false;
        };
  }

  /**
   * Whether connecting to the service's socket could start it: it is down, and nobody else lives in
   * its home. Whoever only looks must not connect then.
   */
  public boolean startsWhenAsked() {
    return isDown() && Occupant.find(home()).isEmpty();
  }

  /** Whether the supervisor starts or ends the service just now, or is about to start it. */
  public boolean isMoving() {
    return isInstalled()
        && switch (state.orElseThrow().activity()) {
          case STARTING, RESTARTING, STOPPING -> true;
          case STOPPED, FAILED, RUNNING, UNKNOWN -> false;
        };
  }

  /** The service's process, as its supervisor says. */
  public OptionalLong pid() {
    return state.map(ServiceState::pid).orElse(OptionalLong.empty());
  }

  static ServiceView of(Target target, Keeper keeper, StateDirectory directory)
      throws ServiceException, InterruptedException {
    ServiceManager manager = keeper.manager();
    Optional<Linger.State> linger =
        keeper.linger().isPresent() ? Optional.of(keeper.linger().get().state()) : Optional.empty();
    return new ServiceView(
        target,
        Optional.of(manager.name()),
        Optional.empty(),
        Optional.of(remembering(manager.state(), keeper.journal())),
        drift(target, InstalledUnits.of(manager)),
        linger,
        ParkedNote.read(directory, target.name().value()));
  }

  /**
   * With how the process before ended, while another runs. The journal knows failures alone, so
   * that one counts only if it was the end that came last.
   */
  private static ServiceState remembering(ServiceState state, Optional<Journal> journal)
      throws InterruptedException {
    boolean forgotten = state.restarts() > 0 && state.lastExit().isEmpty();
    if (!forgotten || state.lastEnd().isEmpty() || journal.isEmpty()) {
      return state;
    }
    Instant end = state.lastEnd().get();
    return journal
        .get()
        .lastFailure()
        .filter(failure -> !failure.at().isBefore(end.minus(CLEANING)))
        .map(failure -> state.withLastExit(failure.words()))
        .orElse(state);
  }

  static ServiceView without(Target target, String cause, StateDirectory directory) {
    return new ServiceView(
        target,
        Optional.empty(),
        Optional.of(cause),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ParkedNote.read(directory, target.name().value()));
  }

  /** By digest and mark: rendering would cost a status more than all the rest. */
  private static Optional<String> drift(Target target, InstalledUnits units)
      throws ServiceException {
    Optional<String> text = units.mainText();
    if (text.isEmpty()) {
      return target.remembered().isPresent() ? Optional.of("Its unit is gone.") : Optional.empty();
    }
    Optional<UnitMark> mark = UnitMark.parse(text.get());
    if (mark.isEmpty() || !units.areOurs()) {
      return Optional.of("Its unit was not written by Coven.");
    }
    if (!units.missing().isEmpty()) {
      return Optional.of("Its unit " + units.missing().getFirst().getFileName() + " is missing.");
    }
    if (target.remembered().isPresent()
        && !target.remembered().get().unitDigest().equals(units.digest())) {
      return Optional.of("Its unit was changed by hand.");
    }
    if (!mark.get().version().equals(CovenVersion.get())) {
      return Optional.of("Its unit was written by version " + mark.get().version() + ".");
    }
    return Optional.empty();
  }
}
