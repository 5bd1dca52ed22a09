package dev.coven.daemon;

import dev.coven.home.ParkedNote;
import dev.coven.home.StateDirectory;
import dev.coven.home.UnusableHomeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/**
 * What a daemon does that cannot run here, so that it does not loop. systemd leaves it alone once
 * it exited with {@link DaemonMain#PARKED}, and so does a shell. launchd would start it again
 * whatever it exits with, so there it stays, holds nothing, and looks from time to time.
 */
final class Parking {
  /** How often a daemon that stays looks whether it can start by now. */
  static final Duration LOOK_EVERY = Duration.ofSeconds(60);

  private final Surroundings surroundings;
  private final Pause pause;
  private final Door door;
  private String parkedFor;

  /** An attempt to be the daemon. */
  @FunctionalInterface
  interface Attempt {
    /**
     * Starts the daemon, and runs it until it ends.
     *
     * @param lockWait how long to wait for another daemon to leave the home
     * @param started run once clients are served
     * @return the exit code
     * @throws ParkedException when it cannot start, and trying again does not help
     * @throws InterruptedException when interrupted while waiting
     */
    int run(Duration lockWait, Runnable started) throws ParkedException, InterruptedException;
  }

  /** Where clients come in while there is no daemon, and start one. */
  @FunctionalInterface
  interface Door {
    /**
     * Closes it.
     *
     * @throws InterruptedException when interrupted meanwhile
     */
    void close() throws InterruptedException;
  }

  /**
   * A policy for one process.
   *
   * @param surroundings the process
   * @param pause waits between two looks
   * @param door closed before a process that is parked ends
   */
  Parking(Surroundings surroundings, Pause pause, Door door) {
    this.surroundings = surroundings;
    this.pause = pause;
    this.door = door;
  }

  /**
   * Attempts, and parks when that fails for good.
   *
   * @return the exit code of the process
   * @throws InterruptedException when interrupted while waiting
   */
  int run(Attempt attempt) throws InterruptedException {
    // Only the first attempt waits for the daemon before it; a later one comes round again.
    for (Duration lockWait = HomeLock.WAIT; ; lockWait = Duration.ZERO) {
      try {
        return attempt.run(lockWait, this::leave);
      } catch (ParkedException fault) {
        park(fault.getMessage());
      }
      if (surroundings.supervisor().kind() != Supervisor.Kind.LAUNCHD) {
        door.close();
        return DaemonMain.PARKED;
      }
      if (pause.pause(LOOK_EVERY)) {
        leave();
        return DaemonMain.DONE;
      }
    }
  }

  private void park(String why) {
    if (Objects.equals(why, parkedFor)) {
      return; // Said once: this comes round every minute.
    }
    parkedFor = why;
    surroundings.notifier().status("Parked: " + why);
    surroundings.announcer().error(why);
    if (surroundings.supervisor().present()) {
      ParkedNote note =
          new ParkedNote(why, surroundings.clock().instant(), ProcessHandle.current().pid());
      try {
        note.write(stateDirectory(), surroundings.supervisor().instance());
      } catch (IOException | UnusableHomeException e) {
        surroundings.announcer().warn("why it is parked could not be noted: " + e);
      }
    }
  }

  /** It is parked no longer, nor was one before it. */
  private void leave() {
    parkedFor = null;
    if (surroundings.supervisor().present()) {
      try {
        ParkedNote.remove(stateDirectory(), surroundings.supervisor().instance());
      } catch (IOException | UnusableHomeException e) {
        surroundings.announcer().warn("the note of an earlier parking stays: " + e);
      }
    }
  }

  private StateDirectory stateDirectory() throws UnusableHomeException {
    return StateDirectory.locate(surroundings.environment());
  }
}
