package dev.coven.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A harness that was started: on a terminal, or between pipes. */
interface HarnessProcess extends AutoCloseable {
  /** Its process id. It is also the id of a session of its own, where the platform allows. */
  long pid();

  /** What it prints; reading ends when it has exited and everything was read. */
  InputStream output();

  /** What it reads. */
  OutputStream input();

  /**
   * Waits until it has exited.
   *
   * @return its exit code; 128 and the signal's number when a signal ended it
   * @throws InterruptedException when interrupted while waiting
   */
  int waitFor() throws InterruptedException;

  /** Whether the harness itself, not what it started, still runs. */
  boolean isAlive();

  /** Gives back terminal or pipes. */
  @Override
  void close() throws IOException;
}
