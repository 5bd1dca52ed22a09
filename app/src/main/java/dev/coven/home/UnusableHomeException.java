package dev.coven.home;

import java.util.Optional;

/** The home cannot be used; the message says what is wrong with it and what to do. */
public final class UnusableHomeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * A fault that no retry mends.
   *
   * @param message what is wrong, and what to do
   */
  public UnusableHomeException(String message) {
    this(message, null, null);
  }

  /**
   * A fault that no retry mends, with what caused it.
   *
   * @param message what is wrong, and what to do
   * @param cause where it was noticed
   */
  public UnusableHomeException(String message, Throwable cause) {
    this(message, null, cause);
  }

  /**
   * A fault that a command mends.
   *
   * @param message what is wrong, and what to do
   * @param remedy the command, for a shell; null when there is none
   * @param cause where it was noticed; null when nowhere
   */
  UnusableHomeException(String message, String remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** The command that mends it, for a shell. */
  public Optional<String> remedy() {
    return Optional.ofNullable(remedy);
  }
}
