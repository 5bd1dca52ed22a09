package dev.coven.client;

/**
 * A request that changes something was sent, and no answer came. Whether the daemon acted on it is
 * not known, so it is never sent again blindly: only a launch with an id can be repeated.
 */
public final class OutcomeUnknownException extends DaemonException {
  private static final long serialVersionUID = 1L;

  OutcomeUnknownException(DaemonException cause) {
    super(
        "The daemon gave no answer; whether it did what it was asked is not known.",
        "coven daemon status",
        cause);
  }
}
