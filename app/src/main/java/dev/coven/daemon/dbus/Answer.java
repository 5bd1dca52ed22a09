package dev.coven.daemon.dbus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message that came back.
 *
 * @param kind what it is, as D-Bus numbers it
 * @param replyTo serial of the call that it answers; 0 when it answers none
 * @param error name of the error; empty for an answer
 * @param body its values, little-endian, to be read by {@link #text}
 */
record Answer(int kind, int replyTo, String error, ByteBuffer body) {
  static final int RETURN = 2;
  static final int ERROR = 3;

  private static final int ERROR_NAME = 4;
  private static final int REPLY_SERIAL = 5;

  /**
   * Takes a message apart.
   *
   * @param kind its kind
   * @param fields the header's fields, positioned at the first
   * @param body what follows the header
   */
  static Answer of(int kind, ByteBuffer fields, ByteBuffer body) {
    int replyTo = 0;
    String error = "";
    while (fields.hasRemaining()) {
      align(fields, Long.BYTES);
      if (!fields.hasRemaining()) {
        break;
      }
      int code = fields.get();
      String type = signature(fields);
      switch (type) {
        case "u" -> {
          align(fields, Integer.BYTES);
          int value = fields.getInt();
          replyTo = code == REPLY_SERIAL ? value : replyTo;
        }
        case "s", "o" -> {
          String value = text(fields);
          error = code == ERROR_NAME ? value : error;
        }
        case "g" -> signature(fields);
        default -> throw new IllegalArgumentException("a header field of type " + type);
      }
    }
    return new Answer(kind, replyTo, error, body);
  }

  /** Reads a text. */
  static String text(ByteBuffer from) {
    align(from, Integer.BYTES);
    byte[] bytes = new byte[from.getInt()];
    from.get(bytes);
    from.get();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Reads a signature. */
  static String signature(ByteBuffer from) {
    byte[] bytes = new byte[from.get() & 0xff];
    from.get(bytes);
    from.get();
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  static void align(ByteBuffer buffer, int bytes) {
    while (buffer.hasRemaining() && buffer.position() % bytes != 0) {
      buffer.get();
    }
  }
}
