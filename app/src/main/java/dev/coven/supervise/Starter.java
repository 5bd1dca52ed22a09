package dev.coven.supervise;

import dev.coven.client.Probe;
import dev.coven.client.Timeouts;
import dev.coven.client.UnusableDaemonException;
import dev.coven.contract.Health;
import dev.coven.daemonology.Deadline;
import dev.coven.home.CovenHome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One start: looks, spawns if need be, and waits until a daemon answers. */
final class Starter {
  /** Below what a person notices, above what a look costs. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** A wait that is longer than this deserves a word. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  private final CovenHome home;
  private final Path launcher;
  private final Map<String, String> environment;
  private final Duration timeout;
  private final Consumer<String> progress;
  private final Deadline deadline;
  private final Deadline notice = Deadline.after(NOTICE);
  private boolean noticed;

  Starter(
      CovenHome home,
      Path launcher,
      Map<String, String> environment,
      Duration timeout,
      Consumer<String> progress) {
    this.home = home;
    this.launcher = launcher;
    this.environment = environment;
    this.timeout = timeout;
    this.progress = progress;
    this.deadline = Deadline.after(timeout);
  }

  /**
   * Sees to it that a daemon runs.
   *
   * @throws ServiceException when none runs in time; it says whether one was started at all
   */
  StartResult.Running start() throws ServiceException, InterruptedException {
    while (true) {
      Optional<Health> found = look(Probe.of(home.socket()));
      if (found.isPresent()) {
        return new StartResult.AlreadyRunning(found.get(), List.of());
      }
      ConfigGate.pass(home, progress);
      Optional<StartResult.Running> result = spawnAndWait();
      if (result.isPresent()) {
        return result.get();
      }
    }
  }

  /** The daemon that runs already; empty when the way is free. */
  private Optional<Health> look(Probe probe) throws ServiceException {
    return switch (probe) {
      case Probe.Ready ready -> Optional.of(ready.health());
      case Probe.Degraded degraded -> Optional.of(degraded.health());
      case Probe.Absent absent -> Optional.empty();
      case Probe.Silent silent -> throw Trouble.silent(home, silent);
      case Probe.Foreign foreign -> throw Trouble.foreign(home, foreign);
      case Probe.Incompatible other -> throw Trouble.incompatible(other);
    };
  }

  /** A result, or empty when a daemon that was there for a moment is gone again. */
  private Optional<StartResult.Running> spawnAndWait()
      throws ServiceException, InterruptedException {
    DaemonProcess child;
    try {
      child = DaemonProcess.spawn(launcher, home, environment);
    } catch (IOException e) {
      throw new ServiceException("The daemon was not started: " + e.getMessage() + ".", null);
    }
    String degraded = null;
    while (true) {
      boolean ended = !child.isAlive();
      switch (Probe.of(home.socket(), Timeouts.PROBE)) {
        case Probe.Ready(Health health) when health.daemon().pid() == child.pid() -> {
          return Optional.of(new StartResult.Started(health, List.of()));
        }
        case Probe.Degraded(Health health) when health.daemon().pid() == child.pid() ->
            degraded = UnusableDaemonException.failures(health);
        case Probe.Ready _, Probe.Degraded _ -> {
          child.end();
          return look(Probe.of(home.socket()))
              .map(found -> new StartResult.AlreadyRunning(found, List.of()));
        }
        default -> {
          // Nobody answers yet. If the child ended before this look, nobody will.
          if (ended) {
            throw new ServiceException(
                "The daemon was started and ended at once: " + child.lastWords(),
                "coven daemon start (when that is mended)");
          }
        }
      }
      if (deadline.remainingNanos() <= 0) {
        throw late(child, degraded);
      }
      giveNotice();
      child.await(LOOK);
    }
  }

  private ServiceException late(DaemonProcess child, String degraded) {
    String why = degraded == null ? child.words() : " It cannot do its work: " + degraded + ".";
    return new ServiceException(
        "The daemon was started (pid "
            + child.pid()
            + ") and is not ready after "
            + timeout.toSeconds()
            + " s; it goes on starting."
            + why,
        "coven daemon status");
  }

  private void giveNotice() {
    if (!noticed && notice.remainingNanos() <= 0) {
      noticed = true;
      progress.accept("Waiting for the daemon…");
    }
  }
}
