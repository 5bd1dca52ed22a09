package dev.coven.daemon;

import dev.coven.home.CovenHome;
import dev.coven.home.CovenVersion;
import dev.coven.home.HomeKeeper;
import dev.coven.home.UnusableHomeException;
import dev.coven.ledger.LedgerFaultException;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.tinylog.Logger;

/** Home, lock, log, parts; then the daemon runs until it is asked to end or a part fails. */
final class DaemonAttempt implements Parking.Attempt {
  private final Surroundings surroundings;
  private final StartExtension extension;
  private boolean logOpen;

  DaemonAttempt(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.extension = new StartExtension(surroundings.notifier(), System::nanoTime);
  }

  @Override
  public int run(Duration lockWait, Runnable started) throws ParkedException, InterruptedException {
    try {
      CovenHome home = CovenHome.locate(surroundings.environment());
      new HomeKeeper(home).prepare();
      Optional<HomeLock> taken =
          HomeLock.acquire(home, lockWait, surroundings.clock(), this::waitForLock);
      if (taken.isEmpty()) {
        return DaemonMain.DONE;
      }
      try (HomeLock _ = taken.get()) {
        openLog(home);
        return run(new CovenDaemon(home, surroundings, extension), started);
      }
    } catch (UnusableHomeException e) {
      throw new ParkedException(e.getMessage(), e);
    } catch (IOException e) {
      surroundings.announcer().error("The daemon could not start", e);
      return DaemonMain.FAILED;
    }
  }

  private boolean waitForLock(Duration length) throws InterruptedException {
    extension.progress("Waiting for another daemon to leave the home");
    return surroundings.end().await(length);
  }

  /** Once: tinylog cannot be configured twice, and a parked daemon comes here again. */
  private void openLog(CovenHome home) throws IOException {
    if (!logOpen) {
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
    }
  }

  /** Closes the log if it was opened. */
  void closeLog() throws InterruptedException {
    if (logOpen) {
      surroundings.announcer().logIsClosed();
      Logging.close();
    }
  }

  private int run(CovenDaemon daemon, Runnable started)
      throws ParkedException, InterruptedException {
    try {
      daemon.start();
    } catch (LedgerFaultException e) {
      throw new ParkedException(e.getMessage(), e);
    } catch (ParkedException | InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      // Errors too: a class that is missing from the image is one.
      surroundings.announcer().error("The daemon could not start", e);
      return DaemonMain.FAILED;
    }
    started.run();
    surroundings.notifier().ready(daemon.statusLine());

    Optional<Throwable> failure = daemon.awaitEnd();
    failure.ifPresent(e -> surroundings.announcer().error("A part of the daemon failed", e));
    return end(daemon, failure.isPresent() ? DaemonMain.FAILED : DaemonMain.DONE);
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
