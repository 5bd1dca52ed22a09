package dev.coven.home;

/** The home cannot be used; the message says what is wrong with it and what to do. */
public final class UnusableHomeException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A fault that no retry mends.
   *
   * @param message what is wrong, and what to do
   */
  public UnusableHomeException(String message) {
    super(message);
  }

  /**
   * A fault that no retry mends, with what caused it.
   *
   * @param message what is wrong, and what to do
   * @param cause where it was noticed
   */
  public UnusableHomeException(String message, Throwable cause) {
    super(message, cause);
  }
}
