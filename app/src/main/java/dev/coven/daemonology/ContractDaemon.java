package dev.coven.daemonology;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A daemon that keeps the contract; a subclass says what to do at start and at shutdown.
 *
 * <p>A start or shutdown holds its turn for as long as it takes. {@link #status}, {@link #failure},
 * {@link #fail} and the waits never wait for a turn.
 *
 * <p>A thread that the daemon itself runs reports with {@link #fail} and ends. It must not call
 * {@link #shutdown}, which would wait in {@link #onShutdown} for that very thread; shutting down is
 * up to whoever waits for the failure.
 */
public abstract class ContractDaemon implements Daemon {
  private final String name;
  private final Chronicle chronicle;
  private final Holdings holdings;
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * A daemon on the system's clock.
   *
   * @param name see {@link #name}, not blank
   * @throws IllegalArgumentException if the name is blank
   */
  protected ContractDaemon(String name) {
    this(name, InstantSource.system());
  }

  /**
   * A daemon.
   *
   * @param name see {@link #name}, not blank
   * @param clock where the journal's times come from; waiting does not use it
   * @throws IllegalArgumentException if the name is blank
   */
  protected ContractDaemon(String name, InstantSource clock) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a daemon needs a name");
    }
    this.name = name;
    this.chronicle = new Chronicle(name, requireNonNull(clock, "clock"));
    this.holdings = new Holdings(name);
  }

  /**
   * Brings the daemon up, and returns when it is ready. What it takes on the way it hands to {@link
   * #own}, which is all it has to do about a failure half-way.
   *
   * @throws Exception if it cannot run; what it owns is then released, and it stays Stopped
   */
  protected abstract void onStart() throws Exception;

  /**
   * Brings the daemon down, while what it owns is still open. Called once, after a start that
   * succeeded.
   *
   * @throws Exception if a step failed; what it owns is released and it is Completed all the same
   */
  protected abstract void onShutdown() throws Exception;

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Status status() {
    return chronicle.status();
  }

  @Override
  public final void start() throws Exception {
    takeTurn(Status.RUNNING);
    try {
      if (chronicle.hasToBecome(Status.RUNNING)) {
        holdings.open();
        try {
          onStart();
          chronicle.become(Status.RUNNING);
        } catch (Throwable thrown) {
          Unwinding unwinding = new Unwinding();
          unwinding.keep(thrown);
          holdings.release(unwinding);
          fail(thrown);
          unwinding.rethrow();
        }
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public final void shutdown() throws Exception {
    takeTurn(Status.COMPLETED);
    shutdownInTurn();
  }

  /**
   * As {@link #shutdown}, but waits for its turn in spite of an interruption: a composition that is
   * interrupted while it shuts down must not leave the part running.
   */
  final void shutdownAsPart() throws Exception {
    refuseReentry(Status.COMPLETED);
    turn.lock();
    shutdownInTurn();
  }

  private void shutdownInTurn() throws Exception {
    try {
      if (chronicle.hasToBecome(Status.COMPLETED)) {
        Unwinding unwinding = new Unwinding();
        unwinding.attempt(this::onShutdown);
        holdings.release(unwinding);
        // The failure first: who sees Completed must find the failure that came with it.
        unwinding.first().ifPresent(this::fail);
        chronicle.become(Status.COMPLETED);
        unwinding.rethrow();
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Takes a resource that lives as long as the daemon runs. It is closed after {@link #onShutdown},
   * or when {@link #onStart} throws; the one taken last is closed first, and none is left out
   * because another's close failed. Meant for what is taken once: there is no way to give one back
   * earlier.
   *
   * @param resource what to close
   * @return {@code resource}
   * @throws IllegalStateException if the daemon neither starts nor runs; the resource was closed
   */
  protected final <T extends AutoCloseable> T own(T resource) {
    holdings.add(resource);
    return resource;
  }

  /**
   * Writes a failure down, and wakes whoever waits for it or for a status; for a part of a {@link
   * Composition}, also those who wait for that. The first failure wins; later ones become its
   * suppressed, 16 at most, and what is beyond is logged. The status stays as it is. Never waits
   * for a start or shutdown, so it may be called from any thread and at any time.
   *
   * @param cause what went wrong
   */
  protected final void fail(Throwable cause) {
    chronicle.failed(cause);
  }

  @Override
  public final Optional<Throwable> failure() {
    return chronicle.failure();
  }

  @Override
  public final void waitFor(Status status, Duration deadline)
      throws InterruptedException, TimeoutException, DaemonFailedException {
    chronicle.waitFor(requireNonNull(status, "status"), deadline);
  }

  @Override
  public final Throwable waitForFailure(Duration deadline)
      throws InterruptedException, TimeoutException {
    return chronicle.waitForFailure(deadline);
  }

  @Override
  public final Journal<DaemonEvent> journal() {
    return chronicle.journal();
  }

  /** Name and status, for messages. */
  @Override
  public String toString() {
    return name + " (" + status() + ")";
  }

  /** What happened to this daemon, for the composition that it is a part of. */
  final Chronicle chronicle() {
    return chronicle;
  }

  /** Waits for the turn to make a move. One that is free is taken in spite of an interruption. */
  private void takeTurn(Status next) throws InterruptedException {
    refuseReentry(next);
    // A thread must be able to shut down what it runs even if it was interrupted before.
    if (!turn.tryLock()) {
      turn.lockInterruptibly();
    }
  }

  /** A thread cannot wait for a turn of its own to end. */
  private void refuseReentry(Status next) {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "%s: %s cannot become %s from within its own start or shutdown"
              .formatted(name, status(), next));
    }
  }
}
