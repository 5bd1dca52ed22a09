package dev.coven.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes what was printed out of an output event, from bytes to bytes: text in JSON in a string of
 * JSON. Output is nearly all that a client is sent, and two parsers with a tree each made showing
 * it again three times as costly. It knows the one form that a daemon writes; whoever meets another
 * asks a parser.
 */
final class PrintedText {
  private static final byte[] BEGIN =
      ",\"payload_json\":\"{\\\"data\\\":\\\"".getBytes(StandardCharsets.US_ASCII);

  /** What follows the text's own closing quote, of which the backslash is a part. */
  private static final byte[] END = "\"}\",".getBytes(StandardCharsets.US_ASCII);

  private static final int HEX_DIGITS = 4;
  private static final int HEXADECIMAL = 16;

  private final byte[] json;
  private final byte[] text;
  private int at;
  private int length;

  private PrintedText(byte[] json, int begin) {
    this.json = json;
    this.at = begin;
    // Escaping makes nothing shorter.
    this.text = new byte[json.length - begin];
  }

  /**
   * Takes it out.
   *
   * @param json an output event
   * @return the text in UTF-8; null when the event has another form than that of plain text
   */
  static byte[] of(byte[] json) {
    int begin = indexOfBegin(json);
    return begin < 0 ? null : new PrintedText(json, begin + BEGIN.length).decode();
  }

  /** No string inside of JSON has a bare quote, so that this is the member and not its look. */
  private static int indexOfBegin(byte[] json) {
    for (int i = 0; i + BEGIN.length <= json.length; i++) {
      if (json[i] == ',' && Arrays.equals(json, i, i + BEGIN.length, BEGIN, 0, BEGIN.length)) {
        return i;
      }
    }
    return -1;
  }

  private byte[] decode() {
    int run = at;
    while (at < json.length) {
      byte unit = json[at];
      if (unit != '\\') {
        if (unit == '"') {
          return null;
        }
        at++;
        continue;
      }
      copy(run);
      at++;
      if (isNext(END)) {
        return Arrays.copyOf(text, length);
      }
      // An escape of the text is itself escaped.
      if (!takes('\\') || !unescape()) {
        return null;
      }
      run = at;
    }
    return null;
  }

  private void copy(int from) {
    System.arraycopy(json, from, text, length, at - from);
    length += at - from;
  }

  private boolean isNext(byte[] ascii) {
    return at + ascii.length <= json.length
        && Arrays.equals(json, at, at + ascii.length, ascii, 0, ascii.length);
  }

  private boolean takes(char c) {
    if (at < json.length && json[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  /** Puts the character that stands behind the two backslashes of its escape. */
  private boolean unescape() {
    if (at >= json.length) {
      return false;
    }
    byte letter = json[at++];
    switch (letter) {
      case 'n' -> text[length++] = '\n';
      case 'r' -> text[length++] = '\r';
      case 't' -> text[length++] = '\t';
      case 'b' -> text[length++] = '\b';
      case 'f' -> text[length++] = '\f';
      case 'u' -> {
        return number();
      }
      case '\\' -> {
        // A quote or a backslash of the text, which the outer JSON escapes once more.
        if (takes('"')) {
          text[length++] = '"';
        } else if (takes('\\')) {
          text[length++] = '\\';
        } else {
          return false;
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean number() {
    if (at + HEX_DIGITS > json.length) {
      return false;
    }
    int c = 0;
    for (int i = 0; i < HEX_DIGITS; i++) {
      int digit = Character.digit(json[at++], HEXADECIMAL);
      if (digit < 0) {
        return false;
      }
      c = c * HEXADECIMAL + digit;
    }
    if (Character.isSurrogate((char) c)) {
      return false;
    }
    byte[] utf8 = String.valueOf((char) c).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, text, length, utf8.length);
    length += utf8.length;
    return true;
  }
}
