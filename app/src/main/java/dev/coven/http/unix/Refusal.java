package dev.coven.http.unix;

/** Why the server answers a request itself instead of handing it to the root handler. */
public enum Refusal {
  /** The peer check did not accept the client's credentials. */
  FOREIGN_PEER(403),
  /** It is neither HTTP/1.0 nor HTTP/1.1, or HTTP/1.1 without exactly one fitting Host. */
  MALFORMED(400),
  /** The body's length is not stated in exactly one unmistakable way (RFC 9112, section 6.3). */
  AMBIGUOUS_LENGTH(400),
  /** The stated Content-Length is above the limit; nothing of the body was read. */
  BODY_TOO_LARGE(413),
  /** Method, target and protocol together are above the limit. */
  REQUEST_LINE_TOO_LONG(414),
  /** Request line and headers together are above the limit. */
  HEADERS_TOO_LARGE(431);

  private final int status;

  Refusal(int status) {
    this.status = status;
  }

  /** Returns the HTTP status that goes with this refusal. */
  public int status() {
    return status;
  }
}
