package dev.coven.daemonology;

import dev.coven.daemonology.DaemonEvent.FailureOccurred;
import dev.coven.daemonology.DaemonEvent.StatusChanged;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened to one daemon: its status, its first failure and the journal of both, which change
 * together under one lock. The lock is held for that moment alone; no code of a daemon runs under
 * it, and no wait takes it along.
 */
final class Chronicle {
  /** Every status but the first is entered once at most, and only the first failure is written. */
  private static final int JOURNAL_CAPACITY = (Status.values().length - 1) + 1;

  private final String name;
  private final InstantSource clock;
  private final Scrivener<DaemonEvent> journal = new InMemoryScrivener<>(JOURNAL_CAPACITY);

  private final ReentrantLock lock = new ReentrantLock();
  private Status status = Status.STOPPED;
  private FailureOccurred failure;
  private Chronicle whole;

  Chronicle(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
  }

  Journal<DaemonEvent> journal() {
    return journal;
  }

  Status status() {
    return component().status();
  }

  Optional<Throwable> failure() {
    return component().failure();
  }

  /** Status and first failure as they stand at one moment. */
  Component component() {
    lock.lock();
    try {
      return new Component(name, status, Optional.ofNullable(failure).map(FailureOccurred::cause));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether there is a move to make.
   *
   * @return false if the daemon is there already
   * @throws IllegalStateException if the move is not a legal one
   */
  boolean hasToBecome(Status next) {
    Status now = status();
    if (now != next && !now.mayBecome(next)) {
      throw new IllegalStateException("%s: %s cannot become %s".formatted(name, now, next));
    }
    return now != next;
  }

  /** Makes a move, one that {@link #hasToBecome} allowed in the same turn. */
  void become(Status next) {
    lock.lock();
    try {
      journal.write(new StatusChanged(name, status, next, clock.instant()));
      status = next;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a failure of the daemon itself: writes the first, here and in the whole. */
  void failed(Throwable cause) {
    occurred(new FailureOccurred(name, cause, clock.instant()));
  }

  /**
   * From now on the failure of this daemon is the failure of {@code composition} too, and an
   * earlier one is already.
   *
   * @throws IllegalStateException if the daemon is a part of another
   */
  void join(Chronicle composition) {
    FailureOccurred earlier;
    lock.lock();
    try {
      if (whole != null) {
        throw new IllegalStateException(name + " is a part of " + whole.name + " already");
      }
      whole = composition;
      earlier = failure;
    } finally {
      lock.unlock();
    }
    if (earlier != null) {
      composition.occurred(earlier);
    }
  }

  /** See {@link Daemon#waitFor}. */
  void waitFor(Status wanted, Duration deadline)
      throws InterruptedException, TimeoutException, DaemonFailedException {
    if (wanted == Status.STOPPED) {
      return; // Where every journal begins; it is no entry.
    }
    Deadline until = Deadline.after(deadline);
    FailureOccurred failed = null;
    for (long position = 0; ; position++) {
      if (failed != null && position >= journal.size()) {
        throw new DaemonFailedException(failed.daemon(), failed.cause());
      }
      switch (next(position, until, wanted.toString(), deadline)) {
        case FailureOccurred event -> failed = event;
        case StatusChanged event -> {
          if (event.to() == wanted) {
            return;
          }
        }
      }
    }
  }

  /** See {@link Daemon#waitForFailure}. */
  Throwable waitForFailure(Duration deadline) throws InterruptedException, TimeoutException {
    Deadline until = Deadline.after(deadline);
    for (long position = 0; ; position++) {
      if (next(position, until, "a failure", deadline) instanceof FailureOccurred event) {
        return event.cause();
      }
    }
  }

  private void occurred(FailureOccurred event) {
    FailureOccurred first;
    Chronicle upwards;
    lock.lock();
    try {
      first = failure;
      upwards = whole;
      if (first == null) {
        journal.write(event);
        failure = event;
      }
    } finally {
      lock.unlock();
    }
    if (first != null) {
      Suppression.add(first.cause(), event.cause());
    } else if (upwards != null) {
      // Not under the lock: a part's and a composition's are never held together.
      upwards.occurred(event);
    }
  }

  private DaemonEvent next(long position, Deadline until, String awaited, Duration deadline)
      throws InterruptedException, TimeoutException {
    return journal
        .await(position, until)
        .orElseThrow(
            () ->
                new TimeoutException(
                    "%s is %s, waited %s for %s".formatted(name, status(), deadline, awaited)));
  }
}
