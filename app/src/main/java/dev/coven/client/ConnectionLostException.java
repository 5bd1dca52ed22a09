package dev.coven.client;

/**
 * The connection ended before the answer was whole. Only requests that read may be sent again; one
 * that changes something fails with {@link OutcomeUnknownException}, unless nothing of it was sent.
 */
public final class ConnectionLostException extends DaemonException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  ConnectionLostException(Throwable cause) {
    this(cause, true);
  }

  private ConnectionLostException(Throwable cause, boolean sent) {
    super(
        "The connection to the daemon was lost before it answered.", "coven daemon status", cause);
    this.sent = sent;
  }

  /** Not a byte of the request went out, so that nobody can have acted on it. */
  static ConnectionLostException beforeSending(Throwable cause) {
    return new ConnectionLostException(cause, false);
  }

  /** Whether the daemon may have got some of the request. */
  boolean wasSent() {
    return sent;
  }
}
