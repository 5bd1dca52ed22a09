package dev.coven.http;

import io.undertow.server.HttpServerExchange;

/** What a request is answered with. */
interface Answer {
  /** What it takes of the heap until it is sent, in bytes. */
  int heldBytes();

  /**
   * Begins to send it; returns before it has been sent.
   *
   * @param exchange the request, not answered yet
   */
  void send(HttpServerExchange exchange);
}
