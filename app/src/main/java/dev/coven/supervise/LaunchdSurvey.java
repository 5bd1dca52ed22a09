package dev.coven.supervise;

import dev.coven.privacy.Printable;
import dev.coven.supervise.Launchctl.Sight;
import dev.coven.supervise.ServiceState.Activity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** One look at everything launchd and the disk say of a service. */
final class LaunchdSurvey {
  /** The kernel's start times and the file system's times are this coarse together. */
  private static final Duration COARSENESS = Duration.ofSeconds(2);

  private final Launchctl launchctl;
  private final LaunchctlTarget target;
  private final LaunchAgentFile file;
  private final LongFunction<Optional<Instant>> processStart;
  private final List<String> notes = new ArrayList<>();

  /**
   * A look that is to be made.
   *
   * @param processStart when the process with a number was started
   */
  LaunchdSurvey(
      Launchctl launchctl,
      LaunchctlTarget target,
      LaunchAgentFile file,
      LongFunction<Optional<Instant>> processStart) {
    this.launchctl = launchctl;
    this.target = target;
    this.file = file;
    this.processStart = processStart;
  }

  ServiceState state() throws ServiceException, InterruptedException {
    Sight sight = launchctl.look(target);
    boolean enabled = file.exists() && !isDisabled(sight);
    if (launchctl.look(target.inOtherDomain()) instanceof Sight.Loaded) {
      notes.add("it is loaded in " + target.domain().other() + " too");
    }
    return switch (sight) {
      case Sight.Loaded(LaunchctlPrint print) -> loaded(print, enabled);
      case Sight.NotLoaded _ -> without(Activity.STOPPED, enabled);
      case Sight.NoDomain _ -> {
        notes.add("launchd has no domain " + target.domain() + " now");
        yield without(Activity.STOPPED, enabled);
      }
      case Sight.Unclear(String told) -> {
        notes.add("launchd's answer is not understood: " + told);
        yield without(Activity.UNKNOWN, enabled);
      }
    };
  }

  /** Whether an override keeps it from starting at login. */
  private boolean isDisabled(Sight sight) throws ServiceException, InterruptedException {
    if (sight instanceof Sight.NoDomain) {
      return false;
    }
    Optional<Boolean> disabled = launchctl.isDisabled(target);
    if (disabled.isEmpty()) {
      notes.add("launchd does not tell whether it is disabled");
    } else if (disabled.get()) {
      notes.add("it is disabled in " + target.domain());
    }
    return disabled.orElse(false);
  }

  private ServiceState loaded(LaunchctlPrint print, boolean enabled) throws ServiceException {
    Activity activity = print.activity();
    if (activity == Activity.UNKNOWN) {
      notes.add(
          print
              .state()
              .map(it -> "it is loaded, in a state that is not known: " + Printable.line(it))
              .orElse("it is loaded, and launchd does not tell its state"));
    } else if (activity == Activity.STOPPED) {
      notes.add("it is loaded");
    }
    Optional<Instant> since =
        print.pid().isPresent() ? processStart.apply(print.pid().getAsLong()) : Optional.empty();
    return new ServiceState(
        file.exists(),
        enabled,
        activity,
        print.pid(),
        since,
        print.restarts(),
        Optional.empty(),
        print.lastExit(),
        print.lastExitCode(),
        false,
        isStale(since),
        note());
  }

  /**
   * Whether the process is older than the file. launchd does not tell what it has read, so that a
   * process it respawned by an old definition after the file was changed is not noticed.
   */
  private boolean isStale(Optional<Instant> since) throws ServiceException {
    Optional<Instant> written = file.written();
    return since.isPresent()
        && written.isPresent()
        && written.get().isAfter(since.get().plus(COARSENESS));
  }

  private ServiceState without(Activity activity, boolean enabled) {
    return new ServiceState(
        file.exists(),
        enabled,
        activity,
        OptionalLong.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        false,
        false,
        note());
  }

  private Optional<String> note() {
    return notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes));
  }
}
