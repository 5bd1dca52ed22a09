package dev.coven.session;

import java.io.IOException;
import java.io.OutputStream;

/** A harness that was started: on a terminal, or between pipes. */
interface HarnessProcess extends AutoCloseable {
  /** Its process id. It is also the id of a session of its own, where the platform allows. */
  long pid();

  /** What it prints, standard error included. */
  OutputSource output();

  /** What it reads. */
  OutputStream input();

  /**
   * Whether what is typed is shown. Not while a program on its terminal asks for a password, or
   * draws everything itself.
   *
   * @throws IOException when its terminal is closed
   */
  boolean echoes() throws IOException;

  /**
   * Waits until it has exited.
   *
   * @return its exit code; 128 and the signal's number when a signal ended it
   * @throws InterruptedException when interrupted while waiting
   */
  int waitFor() throws InterruptedException;

  /** Whether the harness itself, not what it started, still runs. */
  boolean isAlive();

  /**
   * Ends reading and writing that wait, here and not in the harness.
   *
   * @throws IOException when they cannot be woken
   */
  void leave() throws IOException;

  /** Gives back terminal or pipes. */
  @Override
  void close() throws IOException;
}
