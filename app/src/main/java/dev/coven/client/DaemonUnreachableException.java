package dev.coven.client;

import java.nio.file.Path;

/** Nobody listens at the socket, or this user may not connect to it. */
public final class DaemonUnreachableException extends DaemonException {
  private static final long serialVersionUID = 1L;

  /** Why there is no connection. */
  public enum Reason {
    /** There is no socket. */
    NO_SOCKET,
    /** There is a file, and nobody listens behind it: a daemon was killed. */
    REFUSED,
    /** The system does not let this user connect. */
    FORBIDDEN
  }

  private final Reason reason;

  DaemonUnreachableException(Reason reason, Path socket, Throwable cause) {
    super(
        switch (reason) {
          case NO_SOCKET, REFUSED -> "The daemon is not running.";
          case FORBIDDEN -> "No permission to connect to " + socket + ".";
        },
        reason == Reason.FORBIDDEN ? null : "coven daemon start",
        cause);
    this.reason = reason;
  }

  /** Why there is no connection. */
  public Reason reason() {
    return reason;
  }
}
