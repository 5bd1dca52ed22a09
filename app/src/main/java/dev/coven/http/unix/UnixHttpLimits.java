package dev.coven.http.unix;

import java.time.Duration;

/**
 * What the server grants a client.
 *
 * @param headerBytes largest request line and header block together; beyond it {@link
 *     Refusal#HEADERS_TOO_LARGE}
 * @param requestLineBytes largest request line; beyond it {@link Refusal#REQUEST_LINE_TOO_LONG}
 * @param bodyBytes largest request body; a larger Content-Length is refused unread, a larger
 *     chunked body makes the handler's read fail, see {@link UnixHttpServer#isBodyTooLarge}
 * @param headerTimeout from a request's first byte to the end of its headers
 * @param bodyTimeout from the end of the headers to the end of the body; not renewed by progress,
 *     or a client that trickles single bytes could hold a request for hours
 * @param idleTimeout how long a connection may stand between two requests
 * @param firstRequest how long a drain waits for the first request of a client that was accepted
 *     just before: it is about to ask, and would take the end of its connection for a daemon that
 *     broke
 * @param writeTimeout how long a client may leave the answer unread while more of it waits
 * @param connections open connections above which no more are accepted; clients then wait in the
 *     listener's backlog, none is turned away
 */
public record UnixHttpLimits(
    int headerBytes,
    int requestLineBytes,
    long bodyBytes,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration firstRequest,
    Duration writeTimeout,
    int connections) {

  /** 64 KiB of headers, 16 KiB request line, 4 MiB body, 10 s, 30 s, 60 s, 250 ms, 30 s, 2048. */
  public static final UnixHttpLimits DEFAULT =
      new UnixHttpLimits(
          64 << 10,
          16 << 10,
          4 << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMillis(250),
          Duration.ofSeconds(30),
          2048);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one of them is not positive, or a time-out below 1 ms
   */
  public UnixHttpLimits {
    if (Math.min(Math.min(headerBytes, requestLineBytes), connections) < 1 || bodyBytes < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
    for (Duration timeout :
        new Duration[] {headerTimeout, bodyTimeout, idleTimeout, firstRequest, writeTimeout}) {
      if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("time-out out of range: " + timeout);
      }
    }
  }
}
