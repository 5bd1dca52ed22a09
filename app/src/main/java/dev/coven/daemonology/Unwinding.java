package dev.coven.daemonology;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Optional;

/**
 * Goes through every step of a release, whatever the steps before it threw, and keeps all of that:
 * the first failure, the others as its suppressed. For one thread.
 *
 * <p>An interruption ends the step that it meets and no other: the flag is put off before each step
 * and set again at the end. Otherwise one interruption, perhaps of long before, would cut every
 * flush and join of a shutdown short, and close every file channel that is touched.
 */
final class Unwinding {
  /** One step. */
  interface Step {
    void run() throws Exception;
  }

  private Throwable first;
  private boolean interrupted;

  /** Runs a step and keeps what it throws. */
  void attempt(Step step) {
    interrupted |= Thread.interrupted();
    try {
      step.run();
    } catch (Throwable thrown) {
      keep(thrown);
    }
  }

  /** Keeps a failure that came from elsewhere. */
  void keep(Throwable thrown) {
    interrupted |= thrown instanceof InterruptedException;
    if (first == null) {
      first = thrown;
    } else {
      Suppression.add(first, thrown);
    }
  }

  /** The failure that {@link #rethrow} will throw, or empty if every step went well. */
  Optional<Throwable> first() {
    return Optional.ofNullable(first);
  }

  /** Throws the first failure, if there was one, after the thread got its interruption back. */
  void rethrow() throws Exception {
    if (interrupted && !(first instanceof InterruptedException)) {
      Thread.currentThread().interrupt();
    }
    switch (first) {
      case null -> {}
      case Exception exception -> throw exception;
      case Error error -> throw error;
      default -> throw new UndeclaredThrowableException(first);
    }
  }
}
