package dev.coven.daemon;

import dev.coven.home.CovenHome;
import dev.coven.home.HomeKeeper;
import dev.coven.home.UnusableHomeException;
import dev.coven.ledger.LedgerFaultException;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * The life of a daemon's process, from {@code coven daemon serve} to its exit code.
 *
 * <p>Home, lock, log, parts; then it waits for a signal, a request to end, or the failure of a
 * part.
 */
public final class DaemonMain {
  /** It ended because it was asked to. */
  public static final int DONE = 0;

  /** It failed; starting it again may help. */
  public static final int FAILED = 1;

  /** It did not end in time. */
  public static final int STOOD_STILL = 70;

  /** It cannot run here; starting it again does not help. */
  public static final int PARKED = 78;

  /** How long a clean end may take altogether. */
  private static final Duration DRAIN_BUDGET = Duration.ofSeconds(10);

  private DaemonMain() {}

  /**
   * Runs the daemon in this process until it ends.
   *
   * @param environment the process's environment
   * @param ownSession whether to leave the terminal's session first
   * @return the exit code: {@link #DONE}, {@link #FAILED} or {@link #PARKED}
   */
  public static int serve(Map<String, String> environment, boolean ownSession) {
    if (ownSession) {
      OwnSession.begin();
    }
    InstantSource clock = InstantSource.system();
    try {
      CovenHome home = CovenHome.locate(environment);
      new HomeKeeper(home).prepare();
      try (HomeLock _ = HomeLock.acquire(home, HomeLock.WAIT, clock)) {
        Logging.open(home);
        try {
          return run(new CovenDaemon(home, environment, image(), clock));
        } finally {
          Logging.close();
        }
      }
    } catch (UnusableHomeException | ParkedException e) {
      return end(PARKED, e.getMessage());
    } catch (IOException e) {
      return end(FAILED, "The daemon could not start: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return end(FAILED, "The daemon was interrupted.");
    }
  }

  private static int run(CovenDaemon daemon) throws InterruptedException {
    // Before the start, so that an early stop is not lost: the daemon then starts and ends at once.
    Signals.on("TERM", daemon::stop);
    Signals.on("INT", daemon::stop);
    Signals.on("HUP", () -> Logger.tag("daemon").info(LogLine.of("hang-up ignored")));
    try {
      daemon.start();
    } catch (LedgerFaultException | ParkedException e) {
      Logger.tag("daemon").error(LogLine.of("parked").with("why", e.getMessage()));
      return end(PARKED, e.getMessage());
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      // Errors too: a class that is missing from the image is one.
      Logger.tag("daemon").error(e, "start failed");
      return end(FAILED, "The daemon could not start: " + e);
    }
    int code = DONE;
    try {
      daemon.awaitEnd();
    } catch (ExecutionException e) {
      Logger.tag("daemon").error(e.getCause(), "a part failed, the daemon ends");
      code = end(FAILED, "A part of the daemon failed: " + e.getCause());
    }
    endInTime();
    try {
      daemon.shutdown();
      return code;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      Logger.tag("daemon").error(e, "the daemon did not end cleanly");
      return end(FAILED, "The daemon did not end cleanly: " + e);
    }
  }

  /** A shutdown that hangs must not keep the home's lock from the next daemon for ever. */
  private static void endInTime() {
    Thread.ofPlatform()
        .daemon()
        .name("coven-drain-limit")
        .start(
            () -> {
              try {
                TimeUnit.NANOSECONDS.sleep(DRAIN_BUDGET.toNanos());
              } catch (InterruptedException e) {
                return;
              }
              System.err.println("coven: the daemon did not end in time");
              Runtime.getRuntime().halt(STOOD_STILL);
            });
  }

  private static int end(int code, String message) {
    System.err.println("coven: " + Printable.line(message));
    return code;
  }

  private static Path image() {
    String image = System.getProperty("coven.image");
    if (image == null) {
      throw new IllegalStateException("start the daemon with bin/coven of its image");
    }
    return Path.of(image);
  }
}
