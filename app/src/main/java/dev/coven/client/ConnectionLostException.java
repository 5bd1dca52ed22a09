package dev.coven.client;

/**
 * The connection ended before the answer was whole. Whether the daemon acted on the request is not
 * known; only requests that read may be sent again.
 */
public final class ConnectionLostException extends DaemonException {
  private static final long serialVersionUID = 1L;

  ConnectionLostException(Throwable cause) {
    super(
        "The connection to the daemon was lost before it answered.", "coven daemon status", cause);
  }
}
