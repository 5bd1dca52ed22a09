package dev.coven.session;

import dev.coven.contract.TerminalSize;
import dev.coven.ledger.Handover;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;

/** A harness that was started: on a terminal, or between pipes. */
interface HarnessProcess extends AutoCloseable {
  /**
   * Lets it begin, where it waits.
   *
   * @throws IOException when it is not there
   */
  default void begin() throws IOException {
    // Most begin when they are started.
  }

  /** What the next daemon must know to take it over; empty when it ends with this one. */
  default Optional<Handover> handover() {
    return Optional.empty();
  }

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
   * @return its exit code; 128 and the signal's number when a signal ended it; empty when nobody
   *     knows
   * @throws IOException when it cannot be waited for
   * @throws InterruptedException when interrupted while waiting
   */
  OptionalInt waitFor() throws IOException, InterruptedException;

  /** Whether whoever keeps it ends it now, so that a signal that ended it was meant. */
  default boolean isBeingStopped() {
    return false;
  }

  /** Whether it runs on a terminal, and not between pipes. */
  boolean onTerminal();

  /**
   * Says how large its terminal is; its programs are told by SIGWINCH.
   *
   * @param size the new size
   * @throws IOException when its terminal is closed, or it has none
   */
  void resize(TerminalSize size) throws IOException;

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
