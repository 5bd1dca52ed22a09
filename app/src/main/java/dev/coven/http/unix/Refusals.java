package dev.coven.http.unix;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Answers refused requests, each with the connection's end. */
final class Refusals {
  private static final String TYPE = "application/json";

  private final RefusalWords words;

  Refusals(RefusalWords words) {
    this.words = words;
  }

  /** Answers a request whose head could be parsed; its body must not be read. */
  void answer(HttpServerExchange exchange, Refusal refusal) {
    exchange.setPersistent(false);
    exchange.setStatusCode(refusal.status());
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, TYPE);
    exchange.getResponseSender().send(ByteBuffer.wrap(words.body(refusal)));
  }

  /** A whole answer, for a request that could not be parsed. */
  ByteBuffer message(Refusal refusal) {
    byte[] body = words.body(refusal);
    String head =
        "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                refusal.status(), StatusCodes.getReason(refusal.status()), TYPE, body.length);
    byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(first.length + body.length).put(first).put(body).flip();
  }
}
