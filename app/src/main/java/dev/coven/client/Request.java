package dev.coven.client;

import com.google.gson.JsonObject;
import dev.coven.contract.Api;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request to the daemon.
 *
 * @param method GET, POST or DELETE
 * @param target path and query below {@link Api#PREFIX}, in ASCII
 * @param body what to send, or null
 */
record Request(String method, String target, JsonObject body) {

  static Request get(String target) {
    return new Request("GET", target, null);
  }

  static Request post(String target, JsonObject body) {
    return new Request("POST", target, body);
  }

  static Request delete(String target) {
    return new Request("DELETE", target, null);
  }

  /** Whether it may be sent a second time when nobody knows what became of the first. */
  boolean isRepeatable() {
    return method.equals("GET");
  }

  /** The request as bytes, head and body in one buffer: one write, one packet, one wake-up. */
  ByteBuffer encode() {
    byte[] content = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        new StringBuilder(256)
            .append(method)
            .append(' ')
            .append(Api.PREFIX)
            .append(target)
            .append(" HTTP/1.1\r\nHost: coven\r\nAccept: application/json\r\n");
    if (body != null) {
      head.append("Content-Type: application/json\r\nContent-Length: ")
          .append(content.length)
          .append("\r\n");
    }
    byte[] ascii = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(ascii.length + content.length).put(ascii).put(content).flip();
  }
}
