package dev.coven.daemon;

import dev.coven.posix.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * The life of a daemon's process, from {@code coven daemon serve} to its exit code: who keeps it,
 * which signals it obeys, and then attempts to be the daemon, one in all but the case of {@link
 * Parking}.
 */
public final class DaemonMain {
  /** It ended because it was asked to. */
  public static final int DONE = 0;

  /** It failed; starting it again may help. */
  public static final int FAILED = 1;

  /** It did not end in time, or stood still. */
  public static final int STOOD_STILL = 70;

  /** It cannot run here; starting it again does not help. */
  public static final int PARKED = 78;

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
    Supervisor supervisor;
    try {
      supervisor = Supervisor.of(environment, ProcessHandle.current().pid());
    } catch (ParkedException e) {
      new Announcer(System.err, false).error(e.getMessage());
      return PARKED;
    }
    Announcer announcer = new Announcer(System.err, supervisor.kind() == Supervisor.Kind.SYSTEMD);
    InheritedDescriptors inherited =
        InheritedDescriptors.take(environment, ProcessHandle.current().pid(), announcer::warn);
    try (ServiceNotifier notifier =
        new ServiceNotifier(supervisor.notifySocket(), announcer::warn)) {
      Surroundings surroundings =
          new Surroundings(
              environment,
              image(),
              InstantSource.system(),
              supervisor,
              notifier,
              SystemdKeeper.of(environment, supervisor, notifier, inherited).map(keeper -> keeper),
              announcer,
              inherited,
              new EndRequest());
      return live(surroundings);
    } catch (IOException e) {
      announcer.error("The daemon did not end cleanly", e);
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      announcer.error("The daemon was interrupted.");
      return FAILED;
    }
  }

  private static int live(Surroundings surroundings) throws InterruptedException {
    EndRequest end = surroundings.end();
    // Before the start, so that an early stop is not lost: the daemon then starts and ends at once.
    Signals.on("TERM", end::ask);
    Signals.on("INT", end::ask);
    Signals.on("HUP", () -> surroundings.announcer().note("hang-up ignored"));
    DaemonAttempt attempt = new DaemonAttempt(surroundings);
    try {
      return new Parking(surroundings, end::await, socketUnit(surroundings)).run(attempt);
    } finally {
      attempt.closeLog();
    }
  }

  private static Parking.Door socketUnit(Surroundings surroundings) {
    return surroundings.inherited().areActivated()
        ? new SocketUnit(surroundings.supervisor().unit(), surroundings.announcer())::stop
        : () -> {};
  }

  private static Path image() {
    String image = System.getProperty("coven.image");
    if (image == null) {
      throw new IllegalStateException("start the daemon with bin/coven of its image");
    }
    return Path.of(image);
  }
}
