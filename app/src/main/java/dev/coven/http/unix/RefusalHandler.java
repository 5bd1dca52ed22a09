package dev.coven.http.unix;

import io.undertow.server.HttpServerExchange;

/** Words the answer to a refused request. */
@FunctionalInterface
public interface RefusalHandler {
  /** Answers with the status alone and an empty body. */
  RefusalHandler STATUS_ONLY = (exchange, refusal) -> exchange.endExchange();

  /**
   * Answers a refused request. Called on the I/O thread, so it must not block. The status is set
   * and the connection is marked to be closed after the answer; the request's body must not be
   * read.
   *
   * @param exchange the refused request
   * @param refusal why it is refused
   */
  void refuse(HttpServerExchange exchange, Refusal refusal);
}
