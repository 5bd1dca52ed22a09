package dev.coven.daemonology;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Something that runs once: Stopped, Running, Completed. All methods may be called from any thread.
 */
public interface Daemon {
  /** The name it goes by in messages and in health; unique among the parts of one composition. */
  String name();

  /** Where it stands now. What this returns stands in the journal already. */
  Status status();

  /**
   * Takes the daemon from Stopped to Running, and returns when it runs. Without effect on one that
   * runs. Calls take turns: one made during another thread's start or shutdown waits for it and
   * then acts on what it finds, so that after a start that failed it makes an attempt of its own.
   *
   * <p>A start that fails has released what it took, is written down as a failure, and leaves the
   * daemon Stopped. To give up a start that takes long, interrupt the thread that called it.
   *
   * @throws IllegalStateException if the daemon is Completed, naming both states, or if called from
   *     within its own start or shutdown
   * @throws InterruptedException if interrupted while another thread had its turn; nothing changed
   * @throws Exception what the daemon's own start threw, as it was thrown
   */
  void start() throws Exception;

  /**
   * Takes the daemon from Running to Completed, and returns when everything it took is released.
   * Without effect on one that is Completed. Calls take turns, as with {@link #start}.
   *
   * <p>A shutdown that fails still goes through all its steps and ends as Completed, since the
   * daemon will never run again; what it threw is written down as a failure before the status is.
   * An interruption from before the call is put off until its end; one that comes meanwhile ends
   * the step that it meets, and no other.
   *
   * @throws IllegalStateException if the daemon never ran, naming both states, or if called from
   *     within its own start or shutdown
   * @throws InterruptedException if interrupted while another thread had its turn; nothing changed
   * @throws Exception the first failure of the shutdown, the others suppressed
   */
  void shutdown() throws Exception;

  /** The first failure, with later ones as suppressed, or empty if there was none. */
  Optional<Throwable> failure();

  /**
   * Waits until the journal shows that a status was reached, from its beginning: one that was
   * reached earlier returns at once, and so does Stopped, in which every daemon began.
   *
   * <p>A failure ends the wait for a status that has not been reached, as it may never be. A status
   * that was reached counts, whatever failed before or since; {@link #failure} tells that.
   *
   * @param status the status to wait for
   * @param deadline how long to wait; zero or less only looks
   * @throws InterruptedException if the thread was interrupted before or during the wait
   * @throws TimeoutException if neither the status nor a failure came in time
   * @throws DaemonFailedException if the daemon failed and the status was not reached
   */
  void waitFor(Status status, Duration deadline)
      throws InterruptedException, TimeoutException, DaemonFailedException;

  /**
   * Waits until the journal shows a failure, from its beginning.
   *
   * @param deadline how long to wait; zero or less only looks
   * @return the first failure
   * @throws InterruptedException if the thread was interrupted before or during the wait
   * @throws TimeoutException if there was none in time
   */
  Throwable waitForFailure(Duration deadline) throws InterruptedException, TimeoutException;

  /** What happened to this daemon, in order. */
  Journal<DaemonEvent> journal();
}
