package dev.coven.http;

import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;

/**
 * Writes UTF-8 as the inside of a JSON string, in one pass from bytes to bytes: terminal output is
 * most of what the daemon serves, and decoding it only to escape and encode it again made a whole
 * replay four times as costly. What is escaped, and how, is Gson's word, as in all other answers.
 *
 * <p>{@link #TWICE} is for a JSON string inside of JSON text that itself becomes a JSON string, as
 * {@code payload_json} does: {@code "} becomes {@code \\\"}.
 */
final class JsonTextWriter {
  /** Escapes as in JSON. */
  static final JsonTextWriter ONCE = new JsonTextWriter(1);

  /** Escapes as in JSON inside of JSON. */
  static final JsonTextWriter TWICE = new JsonTextWriter(2);

  /** U+2028 and U+2029, which Gson escapes too, begin with these two bytes. */
  private static final byte SEPARATOR_FIRST = (byte) 0xe2;

  private static final byte SEPARATOR_SECOND = (byte) 0x80;
  private static final byte LINE_SEPARATOR_THIRD = (byte) 0xa8;
  private static final byte PARAGRAPH_SEPARATOR_THIRD = (byte) 0xa9;

  private final byte[][] escapes = new byte['\\' + 1][];
  private final byte[] lineSeparator;
  private final byte[] paragraphSeparator;

  private JsonTextWriter(int times) {
    for (int c = 0; c < escapes.length; c++) {
      escapes[c] = escape((char) c, times);
    }
    lineSeparator = escape('\u2028', times);
    paragraphSeparator = escape('\u2029', times);
  }

  /** Text between quotes, as UTF-8. */
  static byte[] quoted(String text) {
    return new JsonPrimitive(text).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] escape(char c, int times) {
    String text = String.valueOf(c);
    for (int i = 0; i < times; i++) {
      String quoted = new JsonPrimitive(text).toString();
      text = quoted.substring(1, quoted.length() - 1);
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes text. Bytes that are no UTF-8 become U+FFFD, as many as Java's decoder makes of them.
   *
   * @param utf8 the text
   * @param out gets it, without quotes
   * @return whether all of it was UTF-8
   */
  boolean write(byte[] utf8, AnswerBuffer out) {
    int begin = out.size();
    if (writeValid(utf8, out)) {
      return true;
    }
    out.backTo(begin);
    // Rare, and only Java knows how many bytes it replaces with one character.
    writeValid(new String(utf8, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), out);
    return false;
  }

  /** Ends at the first byte that is no UTF-8, and gives false. */
  private boolean writeValid(byte[] in, AnswerBuffer out) {
    int begun = 0;
    int at = 0;
    while (at < in.length) {
      byte unit = in[at];
      // Above ASCII it is negative.
      if (unit >= ' ' && unit != '"' && unit != '\\') {
        at++;
        continue;
      }
      int length = unit < 0 ? Utf8Sequence.length(in, at) : 1;
      if (length == 0) {
        return false;
      }
      byte[] escape = unit < 0 ? separator(in, at) : escapes[unit];
      if (escape != null) {
        out.put(in, begun, at - begun);
        out.put(escape);
        begun = at + length;
      }
      at += length;
    }
    out.put(in, begun, in.length - begun);
    return true;
  }

  /** What stands for the character above ASCII that begins here; null when it may stay. */
  private byte[] separator(byte[] in, int at) {
    if (in[at] != SEPARATOR_FIRST || in[at + 1] != SEPARATOR_SECOND) {
      return null;
    }
    return switch (in[at + 2]) {
      case LINE_SEPARATOR_THIRD -> lineSeparator;
      case PARAGRAPH_SEPARATOR_THIRD -> paragraphSeparator;
      default -> null;
    };
  }
}
