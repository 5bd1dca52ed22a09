package dev.coven.daemonology;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a daemon holds between the beginning of its start and the end of its shutdown. */
final class Holdings {
  private final String daemon;
  private final Deque<AutoCloseable> held = new ArrayDeque<>();
  private boolean open;

  Holdings(String daemon) {
    this.daemon = daemon;
  }

  /** Takes resources from now on. */
  synchronized void open() {
    open = true;
  }

  /**
   * Takes a resource. Outside a life there would be nobody to release it, so it is closed at once.
   *
   * @throws IllegalStateException if it was closed; a failure of that is suppressed
   */
  void add(AutoCloseable resource) {
    requireNonNull(resource, "resource");
    synchronized (this) {
      if (open) {
        held.push(resource);
        return;
      }
    }
    IllegalStateException late =
        new IllegalStateException(daemon + " does not run, closed at once: " + resource);
    try {
      resource.close();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      late.addSuppressed(interruption);
    } catch (Exception thrown) {
      late.addSuppressed(thrown);
    }
    throw late;
  }

  /** Closes everything, last taken first, and takes nothing any more. */
  void release(Unwinding unwinding) {
    Deque<AutoCloseable> released;
    synchronized (this) {
      open = false;
      released = new ArrayDeque<>(held);
      held.clear();
    }
    // Outside the monitor: a close may wait for a thread that is about to register something.
    for (AutoCloseable resource : released) {
      unwinding.attempt(resource::close);
    }
  }
}
