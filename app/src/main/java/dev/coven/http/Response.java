package dev.coven.http;

import com.google.gson.JsonElement;
import dev.coven.contract.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An answer: always whole, always JSON, so that it has exactly one Content-Length.
 *
 * @param status the HTTP status
 * @param body the bytes of a JSON document, in pieces
 * @param headers headers beside the usual ones
 * @param afterwards what is to happen once the answer has been sent
 */
record Response(
    int status, List<ByteBuffer> body, Map<String, String> headers, Runnable afterwards) {
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

  /** What it takes of the heap until it is sent, in bytes. */
  int heldBytes() {
    return body.stream().mapToInt(ByteBuffer::capacity).sum();
  }

  Response withHeader(String name, String value) {
    return new Response(status, body, Map.of(name, value), afterwards);
  }

  Response then(Runnable action) {
    return new Response(status, body, headers, action);
  }
}
