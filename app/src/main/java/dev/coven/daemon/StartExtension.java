package dev.coven.daemon;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Asks the service manager for more time while a start takes long for a good reason. It is asked
 * only while there is progress, so that a start that hangs still runs out of time.
 */
final class StartExtension {
  /** How often to ask. */
  static final Duration EVERY = Duration.ofSeconds(5);

  /** How much time to ask for: the unit's TimeoutStartSec, begun anew. */
  static final Duration MORE = Duration.ofSeconds(20);

  private final ServiceNotifier notifier;
  private final LongSupplier nanoTime;
  private boolean asked;
  private long askedAt;

  /**
   * An extension of one start.
   *
   * @param notifier whom to ask
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  StartExtension(ServiceNotifier notifier, LongSupplier nanoTime) {
    this.notifier = notifier;
    this.nanoTime = nanoTime;
  }

  /**
   * The start gets on. May be called as often as is convenient.
   *
   * @param doing what takes long, in a line for people
   */
  synchronized void progress(String doing) {
    long now = nanoTime.getAsLong();
    if (!asked || now - askedAt >= EVERY.toNanos()) {
      asked = true;
      askedAt = now;
      notifier.extendStart(MORE, doing);
    }
  }
}
