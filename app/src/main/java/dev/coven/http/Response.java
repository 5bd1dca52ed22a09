package dev.coven.http;

import com.google.gson.JsonElement;
import dev.coven.contract.ApiException;
import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An answer of the usual kind: always whole, always JSON, so that it has exactly one
 * Content-Length.
 *
 * @param status the HTTP status
 * @param body the bytes of a JSON document, in pieces
 * @param headers headers beside the usual ones
 * @param afterwards what is to happen once the answer has been sent
 */
record Response(int status, List<ByteBuffer> body, Map<String, String> headers, Runnable afterwards)
    implements Answer {
  private static final Runnable NOTHING = () -> {};

  static Response ok(JsonElement body) {
    return of(200, body);
  }

  static Response of(int status, JsonElement body) {
    return of(status, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Response of(int status, byte[] body) {
    return of(status, List.of(ByteBuffer.wrap(body)));
  }

  static Response of(int status, List<ByteBuffer> body) {
    return new Response(status, body, Map.of(), NOTHING);
  }

  static Response error(ApiException refusal) {
    return of(refusal.status(), refusal.toJson());
  }

  @Override
  public int heldBytes() {
    return body.stream().mapToInt(ByteBuffer::capacity).sum();
  }

  @Override
  public void send(HttpServerExchange exchange) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    headers.forEach(
        (name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.addExchangeCompleteListener(
        (done, next) -> {
          afterwards.run();
          next.proceed();
        });
    exchange.getResponseSender().send(body.toArray(ByteBuffer[]::new), IoCallback.END_EXCHANGE);
  }

  Response withHeader(String name, String value) {
    return new Response(status, body, Map.of(name, value), afterwards);
  }

  Response then(Runnable action) {
    return new Response(status, body, headers, action);
  }
}
