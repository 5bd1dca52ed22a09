package dev.coven.daemon;

import dev.coven.home.ConfigException;
import dev.coven.home.ConfigInForce;
import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.home.HomeKeeper;
import dev.coven.home.UnusableHomeException;
import dev.coven.ledger.Evidence;
import dev.coven.ledger.LedgerFaultException;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.SecretRules;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.tinylog.Logger;

/** Home, lock, log, parts; then the daemon runs until it is asked to end or a part fails. */
final class DaemonAttempt implements Parking.Attempt {
  private final Surroundings surroundings;
  private final StartExtension extension;
  private final StartRoom room;
  private LastCrash lastCrash;
  private boolean logOpen;

  DaemonAttempt(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.extension = new StartExtension(surroundings.notifier(), System::nanoTime);
    this.room =
        new StartRoom(
            surroundings.end()::await, surroundings.announcer()::warn, extension::progress);
  }

  @Override
  public int run(Duration lockWait, Runnable started) throws ParkedException, InterruptedException {
    try {
      CovenHome home = CovenHome.locate(surroundings.environment());
      Optional<HomeLock> taken = take(home, lockWait);
      if (taken.isEmpty()) {
        return DaemonMain.DONE;
      }
      try (HomeLock _ = taken.get()) {
        // Before the parts start: those that have taken sessions over cannot start a second time.
        if (!room.await(home.directory())) {
          return DaemonMain.DONE;
        }
        openLog(home);
        return runOrKeepEvidence(home, configure(home), started);
      }
    } catch (UnusableHomeException | ConfigException e) {
      throw new ParkedException(e.getMessage(), e);
    } catch (IOException e) {
      surroundings.announcer().error("The daemon could not start", e);
      return DaemonMain.FAILED;
    }
  }

  /** The home's lock, once there is room for it; empty when the end was asked for meanwhile. */
  private Optional<HomeLock> take(CovenHome home, Duration lockWait)
      throws UnusableHomeException, ParkedException, IOException, InterruptedException {
    while (true) {
      try {
        new HomeKeeper(home).prepare();
        return HomeLock.acquire(home, lockWait, surroundings.clock(), this::waitForLock);
      } catch (UnusableHomeException | IOException e) {
        boolean refused = e instanceof IOException || e.getCause() instanceof IOException;
        if (!refused || room.lack(home.directory()).isEmpty()) {
          throw e;
        }
        if (!room.await(home.directory())) {
          return Optional.empty();
        }
      }
    }
  }

  private ConfigInForce configure(CovenHome home) throws ConfigException {
    ConfigInForce config = ConfigInForce.settle(home);
    RedactedEntry.maskBy(SecretRules.with(config.config().redaction().patterns()));
    config.warnings().forEach(surroundings.announcer()::warn);
    log(LogLine.of("configured").with("from", config.health().source().wire()));
    return config;
  }

  /** A copy that cannot be made costs a later daemon its fallback, and this one nothing. */
  private void keep(ConfigInForce config) {
    try {
      config.keep();
    } catch (IOException e) {
      surroundings.announcer().warn("the configuration is not kept as the last good one: " + e);
    }
  }

  private boolean waitForLock(Duration length) throws InterruptedException {
    extension.progress("Waiting for another daemon to leave the home");
    return surroundings.end().await(length);
  }

  /** Once: tinylog cannot be configured twice, and a parked daemon comes here again. */
  private void openLog(CovenHome home) {
    if (!logOpen) {
      lastCrash = LastCrash.keep(home, surroundings);
      Supervisor supervisor = surroundings.supervisor();
      Logging.open(home, supervisor.kind() == Supervisor.Kind.SYSTEMD);
      logOpen = true;
      surroundings.announcer().logIsOpen();
      log(
          LogLine.of("starting")
              .with("version", CovenVersion.get())
              .with("pid", ProcessHandle.current().pid())
              .with("supervisor", supervisor.kind().word())
              .with("instance", supervisor.instance()));
      lastCrash.tell();
    }
  }

  /** Closes the log if it was opened. */
  void closeLog() throws InterruptedException {
    if (logOpen) {
      surroundings.announcer().logIsClosed();
      Logging.close();
    }
  }

  private int runOrKeepEvidence(CovenHome home, ConfigInForce config, Runnable started)
      throws ParkedException, InterruptedException {
    try {
      return run(
          new CovenDaemon(home, config, surroundings, extension),
          () -> {
            keep(config);
            started.run();
            lastCrash.askSupervisor();
          });
    } catch (LedgerFaultException e) {
      // By now every connection is closed, and the home is still ours.
      throw new ParkedException(withEvidence(home, e), e);
    }
  }

  private int run(CovenDaemon daemon, Runnable started)
      throws ParkedException, LedgerFaultException, InterruptedException {
    try {
      daemon.start();
    } catch (LedgerFaultException | ParkedException | InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      // A part that starts later may be the first to meet what is damaged.
      Optional<LedgerFaultException> fault = daemon.failure().flatMap(DaemonAttempt::ledgerFault);
      if (fault.isPresent()) {
        throw fault.get();
      }
      // Errors too: a class that is missing from the image is one.
      surroundings.announcer().error("The daemon could not start", e);
      return DaemonMain.FAILED;
    }
    started.run();
    surroundings.notifier().ready(daemon.statusLine());

    Optional<Throwable> failure = daemon.awaitEnd();
    Optional<LedgerFaultException> fault = failure.flatMap(DaemonAttempt::ledgerFault);
    failure
        .filter(_ -> fault.isEmpty())
        .ifPresent(e -> surroundings.announcer().error("A part of the daemon failed", e));
    int code = end(daemon, failure.isPresent() ? DaemonMain.FAILED : DaemonMain.DONE);
    if (fault.isPresent()) {
      // Met while it ran, and no less permanent for that: the next start would meet it again.
      throw fault.get();
    }
    return code;
  }

  /** The fault of the ledger among a failure and its causes. */
  private static Optional<LedgerFaultException> ledgerFault(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LedgerFaultException fault) {
        return Optional.of(fault);
      }
    }
    return Stream.of(failure.getSuppressed())
        .map(DaemonAttempt::ledgerFault)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private String withEvidence(CovenHome home, LedgerFaultException fault) {
    if (!fault.isDamage()) {
      return fault.getMessage();
    }
    String kept =
        new Evidence(home.ledger())
            .keep(fault.getMessage(), () -> extension.progress("Copying a damaged ledger"));
    return fault.getMessage() + " (" + kept + ")";
  }

  private int end(CovenDaemon daemon, int code) throws InterruptedException {
    surroundings.notifier().stopping("Ending: " + daemon.statusLine());
    DrainLimit.begin();
    try {
      daemon.shutdown();
      return code;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      surroundings.announcer().error("The daemon did not end cleanly", e);
      return DaemonMain.FAILED;
    }
  }

  /** Not with a logger of the class's own, which would be made before the log is open. */
  private static void log(LogLine line) {
    Logger.tag("daemon").info(line);
  }
}
