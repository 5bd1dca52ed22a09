package dev.coven.supervise;

import dev.coven.client.DaemonClient;
import dev.coven.client.DaemonException;
import dev.coven.client.Probe;
import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.Health;
import dev.coven.daemonology.Deadline;
import dev.coven.home.CovenHome;
import dev.coven.home.ProcessIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** One stop: asks, waits, and uses force on a daemon that does not go. */
final class Stopper {
  /** The daemon drains for 10 s at most; the rest is for a machine under load. */
  private static final Duration DRAIN = Duration.ofSeconds(15);

  /** Another start may be under way, and bring up a daemon as soon as the lock is free. */
  private static final int MAX_ROUNDS = 4;

  private static final Duration NOTICE = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final CovenHome home;
  private final Consumer<String> progress;

  Stopper(CovenHome home, Consumer<String> progress) {
    this.home = home;
    this.progress = progress;
  }

  /**
   * Sees to it that no daemon runs.
   *
   * @throws ServiceException when one still does, or when what is there cannot be told from a
   *     stranger's process
   */
  StopResult stop() throws ServiceException, InterruptedException {
    return stop(Probe.of(home.socket()));
  }

  /**
   * As {@link #stop()}, after a look.
   *
   * @param answer what the socket answered just now
   */
  StopResult stop(Probe answer) throws ServiceException, InterruptedException {
    StopResult first = new StopResult.NotRunning();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Optional<StopResult.Stopped> stopped = stopOne(round == 0 ? answer : Probe.of(home.socket()));
      if (stopped.isEmpty()) {
        return first;
      }
      if (first instanceof StopResult.NotRunning) {
        first = stopped.get();
      }
    }
    throw new ServiceException(
        "Daemons are started as fast as they are stopped.", "coven daemon status");
  }

  /** Ends what the probe found; empty when nothing was there. */
  private Optional<StopResult.Stopped> stopOne(Probe probe)
      throws ServiceException, InterruptedException {
    return switch (probe) {
      case Probe.Ready(Health health) -> Optional.of(ask(health));
      case Probe.Degraded(Health health) -> Optional.of(ask(health));
      case Probe.Absent absent -> {
        Optional<Occupant> occupant = Occupant.find(home);
        yield occupant.isPresent() ? Optional.of(force(occupant.get())) : Optional.empty();
      }
      case Probe.Silent silent -> {
        Occupant occupant =
            Occupant.find(home)
                .orElseThrow(
                    () ->
                        new ServiceException(
                            "Something listens at "
                                + home.socket()
                                + " and does not answer, and no record in the home tells which"
                                + " process it is. Nothing was signalled.",
                            "ss -xlp | grep -F " + home.socket()));
        yield Optional.of(force(occupant));
      }
      case Probe.Foreign foreign -> throw Trouble.foreign(home, foreign);
      case Probe.Incompatible other -> throw Trouble.incompatible(other);
    };
  }

  private StopResult.Stopped ask(Health health) throws ServiceException, InterruptedException {
    long pid = health.daemon().pid();
    // Taken while it answers: from here on the number cannot come to mean another process.
    Optional<ProcessIdentity> process = ProcessIdentity.of(pid);
    OptionalLong live = health.liveSessions();
    StopResult.Manner manner = StopResult.Manner.DRAINED;
    if (!request(health) || !awaitEnd(health, process)) {
      if (process.isEmpty()) {
        throw new ServiceException(
            "The daemon (pid " + pid + ") did not end, and this system does not show its process.",
            "coven daemon status");
      }
      manner = end(process.get());
    }
    return new StopResult.Stopped(OptionalLong.of(pid), live, StopResult.Fate.END, manner);
  }

  /** Asks for the shutdown; false when it cannot be asked any more. */
  private boolean request(Health health) {
    try (DaemonClient client = DaemonClient.connect(home.socket(), DaemonClient.Need.ANSWERING)) {
      if (client.daemon().equals(health.daemon())) {
        client.shutdown();
      }
      // Another daemon answers by now: this one is gone, or about to be.
      return true;
    } catch (ApiException e) {
      return e.code() == ErrorCode.DAEMON_IDENTITY_MISMATCH;
    } catch (DaemonException e) {
      // It may have begun to end before it could answer; the wait that follows will tell.
      return true;
    } catch (IOException | dev.coven.client.UnexpectedAnswerException e) {
      return false;
    }
  }

  private boolean awaitEnd(Health health, Optional<ProcessIdentity> process)
      throws InterruptedException {
    Deadline deadline = Deadline.after(DRAIN);
    Deadline notice = Deadline.after(NOTICE);
    boolean noticed = false;
    while (process.isPresent() ? process.get().isRunning() : answers(health)) {
      if (deadline.remainingNanos() <= 0) {
        return false;
      }
      if (!noticed && notice.remainingNanos() <= 0) {
        noticed = true;
        progress.accept("Waiting for the daemon to finish…");
      }
      Thread.sleep(LOOK);
    }
    return true;
  }

  private boolean answers(Health health) {
    return switch (Probe.of(home.socket())) {
      case Probe.Ready(Health now) -> now.daemon().equals(health.daemon());
      case Probe.Degraded(Health now) -> now.daemon().equals(health.daemon());
      case Probe.Silent _ -> true;
      case Probe.Absent _, Probe.Foreign _, Probe.Incompatible _ -> false;
    };
  }

  private StopResult.Stopped force(Occupant occupant)
      throws ServiceException, InterruptedException {
    long pid = occupant.process().pid();
    progress.accept("The daemon (pid " + pid + ") does not answer; ending its process…");
    return new StopResult.Stopped(
        OptionalLong.of(pid), OptionalLong.empty(), StopResult.Fate.END, end(occupant.process()));
  }

  private static StopResult.Manner end(ProcessIdentity process)
      throws ServiceException, InterruptedException {
    return switch (Signals.end(process)) {
      case TERMINATED -> StopResult.Manner.TERMINATED;
      case KILLED -> StopResult.Manner.KILLED;
    };
  }
}
