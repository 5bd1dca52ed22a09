package dev.coven.update;

import java.util.Optional;

/** An update does not happen, and what is installed stays as it was. */
public final class UpdateRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String next;

  /**
   * A refusal.
   *
   * @param message why, in a sentence that is safe to print
   * @param next the command to run next, or null
   */
  public UpdateRefusedException(String message, String next) {
    super(message);
    this.next = next;
  }

  /** A refusal that no command helps. */
  public UpdateRefusedException(String message) {
    this(message, null);
  }

  /** The command to run next; empty when none helps. */
  public Optional<String> next() {
    return Optional.ofNullable(next);
  }
}
