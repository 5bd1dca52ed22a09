package dev.coven.http;

import java.util.Optional;

/**
 * What the log's lines of one request have in common: the daemon's pid and a number. It is the
 * thread's while the request is answered, and no thread's that is started meanwhile.
 *
 * @param daemon the daemon's process
 * @param number counts its requests
 */
public record RequestId(long daemon, long number) {
  private static final ScopedValue<RequestId> CURRENT = ScopedValue.newInstance();

  /** The request that this thread answers just now. */
  public static Optional<RequestId> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** Runs a part of the answering, on this thread. */
  void run(Runnable part) {
    ScopedValue.where(CURRENT, this).run(part);
  }

  @Override
  public String toString() {
    return daemon + "-" + number;
  }
}
