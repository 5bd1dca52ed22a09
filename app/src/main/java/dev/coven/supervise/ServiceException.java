package dev.coven.supervise;

import java.util.Optional;

/** A verb could not bring the service into the state that it names. */
public final class ServiceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String next;

  /**
   * A failure of a verb.
   *
   * @param message what is the matter; text of others in it is escaped already
   * @param next the command to run next, or null
   */
  ServiceException(String message, String next) {
    super(message);
    this.next = next;
  }

  /** The command to run next, without quotes; empty when none helps. */
  public Optional<String> next() {
    return Optional.ofNullable(next);
  }
}
