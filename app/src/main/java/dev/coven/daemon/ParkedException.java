package dev.coven.daemon;

/**
 * The daemon cannot run here, and starting it again would not help: it parks instead of looping.
 * The message says why, and what to do.
 */
final class ParkedException extends Exception {
  private static final long serialVersionUID = 1L;

  ParkedException(String message, Throwable cause) {
    super(message, cause);
  }
}
