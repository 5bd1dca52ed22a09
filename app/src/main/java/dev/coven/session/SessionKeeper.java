package dev.coven.session;

import dev.coven.contract.HandoverMode;
import dev.coven.contract.SessionLimits;
import dev.coven.posix.Descriptor;
import java.io.IOException;
import java.util.Map;

/**
 * Who keeps what sessions need while no daemon runs: their descriptors, and their processes out of
 * the daemon's own fate.
 */
public interface SessionKeeper {
  /** Is told that a process will have to be moved in a few milliseconds; returns at once. */
  void announce();

  /**
   * Whether a limit of memory would be enforced.
   *
   * @throws IOException when that cannot be told
   */
  boolean limitsMemory() throws IOException;

  /**
   * Moves a process, and whatever it starts from now on, to where it outlives the daemon.
   *
   * @param session the session's key
   * @param pid the process
   * @param limits what it and all that it starts may use together
   * @throws IOException when it stays where it is
   * @throws InterruptedException when interrupted while waiting
   */
  void enclose(long session, long pid, SessionLimits limits)
      throws IOException, InterruptedException;

  /**
   * Keeps a copy of a descriptor for the next daemon.
   *
   * @param name what it is called there
   * @param descriptor stays its owner's
   * @throws IOException when it cannot be sent
   */
  void keep(String name, Descriptor descriptor) throws IOException;

  /**
   * Waits until all that was sent has arrived.
   *
   * @throws IOException when it has not, in time
   */
  void settle() throws IOException;

  /**
   * Gives up the copies of a name, if there are any.
   *
   * @param name what they are called
   * @throws IOException when it cannot be told
   */
  void forget(String name) throws IOException;

  /** What the daemon before this one left, by name; whoever takes one out owns it. */
  Map<String, Descriptor> left();

  /** Whether everything is being ended: then a harness that a signal ended was meant to end. */
  boolean isStopping();

  /** Is told that this kernel splices no terminals. */
  void splicesNothing();

  /** How output is stored; until a terminal was read, as one hopes. */
  HandoverMode mode();
}
