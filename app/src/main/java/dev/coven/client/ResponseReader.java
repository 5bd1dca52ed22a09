package dev.coven.client;

import com.google.gson.JsonElement;
import dev.coven.contract.Api;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads one answer. It takes what the contract allows and nothing else: a status line, one
 * Content-Length, a body of that length; chunks where a stream was asked for.
 */
final class ResponseReader {
  /** A head is some hundred bytes; what passes this limit is not a daemon's. */
  static final int MAX_HEAD_BYTES = 64 * 1024;

  private static final int INITIAL_BYTES = 16 * 1024;
  private static final int FIRST_FINAL_STATUS = 200;

  private final Connection connection;
  private final Limit limit;
  private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES);

  ResponseReader(Connection connection, Limit limit) {
    this.connection = connection;
    this.limit = limit;
  }

  /**
   * Reads the answer, skipping interim ones (1xx).
   *
   * @throws ConnectionLostException when the other side closes too early
   * @throws UnusableDaemonException when the bytes are not what a daemon sends
   */
  Response read() throws IOException {
    Head head = readFinalHead();
    if (head.chunked) {
      throw UnusableDaemonException.foreign("it answered without a Content-Length");
    }
    String body = new String(readBody(head.length), StandardCharsets.UTF_8);
    // Bytes that nobody asked for: whatever they are, the next answer would be taken from them.
    return new Response(head.status, body, head.keepAlive && buffer.position() == 0);
  }

  /**
   * Reads the head of an answer that goes on as long as there is something to say.
   *
   * @return its body, which comes in chunks: only so can its end be told from a broken connection
   * @throws dev.coven.contract.ApiException when it is a refusal instead
   */
  StreamBody readStream() throws IOException {
    Head head = readFinalHead();
    if (head.chunked) {
      return new StreamBody(connection, buffer.flip());
    }
    String body = new String(readBody(head.length), StandardCharsets.UTF_8);
    JsonElement unused = new Response(head.status, body, false).json();
    throw UnusableDaemonException.foreign("it answered with something else than a stream");
  }

  private Head readFinalHead() throws IOException {
    Head head;
    do {
      head = Head.parse(readHead());
    } while (head.status < FIRST_FINAL_STATUS);
    return head;
  }

  private String readHead() throws IOException {
    int scanned = 0;
    while (true) {
      for (; scanned + 4 <= buffer.position(); scanned++) {
        if (buffer.get(scanned) == '\r'
            && buffer.get(scanned + 1) == '\n'
            && buffer.get(scanned + 2) == '\r'
            && buffer.get(scanned + 3) == '\n') {
          return new String(take(scanned + 4), 0, scanned, StandardCharsets.ISO_8859_1);
        }
      }
      if (buffer.position() > MAX_HEAD_BYTES) {
        throw UnusableDaemonException.foreign("the head of its answer is too long");
      }
      fill();
    }
  }

  private byte[] readBody(int length) throws IOException {
    while (buffer.position() < length) {
      reserve(length);
      fill();
    }
    return take(length);
  }

  private void fill() throws IOException {
    reserve(buffer.position() + 1);
    if (connection.read(buffer, limit) < 0) {
      throw new ConnectionLostException(null);
    }
  }

  private void reserve(int capacity) {
    if (buffer.capacity() < capacity) {
      buffer = ByteBuffer.allocate(Math.max(capacity, 2 * buffer.capacity())).put(buffer.flip());
    }
  }

  private byte[] take(int count) {
    byte[] bytes = new byte[count];
    buffer.flip().get(bytes);
    buffer.compact();
    return bytes;
  }

  /** Status line and the headers that matter. */
  private record Head(int status, int length, boolean chunked, boolean keepAlive) {

    static Head parse(String text) throws UnusableDaemonException {
      String[] lines = text.split("\r\n");
      String[] status = lines[0].split(" ", 3);
      if (status.length < 2 || !status[0].matches("HTTP/1\\.[01]")) {
        throw UnusableDaemonException.foreign("it does not speak HTTP/1.1");
      }
      int length = -1;
      boolean chunked = false;
      boolean keepAlive = status[0].endsWith("1");
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        if (colon <= 0) {
          throw UnusableDaemonException.foreign("it sent a malformed header");
        }
        String value = lines[i].substring(colon + 1).strip();
        switch (lines[i].substring(0, colon).toLowerCase(Locale.ROOT)) {
          case "content-length" -> length = contentLength(value, length);
          case "transfer-encoding" -> chunked = chunked(value);
          case "connection" -> keepAlive &= !value.equalsIgnoreCase("close");
          default -> {
            // Nothing else changes how the body is read.
          }
        }
      }
      int code = number(status[1], 999);
      // Both would be two answers to one question.
      if (length < 0 != chunked && code >= FIRST_FINAL_STATUS) {
        throw UnusableDaemonException.foreign("it answered without a Content-Length");
      }
      return new Head(code, length, chunked, keepAlive);
    }

    private static boolean chunked(String encoding) throws UnusableDaemonException {
      if (!encoding.equalsIgnoreCase("chunked")) {
        throw UnusableDaemonException.foreign("it sent a body of unknown encoding");
      }
      return true;
    }

    private static int contentLength(String value, int before) throws UnusableDaemonException {
      int length = number(value, Api.MAX_BODY_BYTES);
      if (before >= 0 && before != length) {
        throw UnusableDaemonException.foreign("it sent two lengths for one body");
      }
      return length;
    }

    private static int number(String digits, int max) throws UnusableDaemonException {
      if (!digits.matches("[0-9]{1,8}") || Integer.parseInt(digits) > max) {
        throw UnusableDaemonException.foreign("it sent a number that cannot be: " + digits);
      }
      return Integer.parseInt(digits);
    }
  }
}
