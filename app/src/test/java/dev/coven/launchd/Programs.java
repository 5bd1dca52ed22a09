package dev.coven.launchd;

import java.io.IOException;
import java.util.function.Consumer;

/** How jobs come to run. */
interface Programs {
  /**
   * Starts a job's program.
   *
   * @param onExit told of its end, once, and never within this call
   * @throws IOException when it cannot be started
   */
  Running start(JobPlist plist, Consumer<Exit> onExit) throws IOException;

  /** A process. */
  interface Running {
    long pid();

    /** Sends TERM. */
    void terminate();

    /** Sends KILL. */
    void kill();
  }
}
