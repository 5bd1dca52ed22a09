package dev.coven.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;

/**
 * A text as a person would type it, piece by piece: where it has a line break, and at its end, the
 * Enter key is pressed. That key sends a carriage return (termios(3), ICRNL).
 */
final class KeyStrokes {
  /** What one request carries, in chars: far below the 4 MiB that it may have. */
  private static final int PIECE = 64 * 1024;

  private static final char ENTER = '\r';

  private final Reader text;
  private final boolean raw;
  private final char[] buffer = new char[PIECE];
  private char before = '\0';
  private boolean ended;

  /**
   * The keys for a text that comes bit by bit.
   *
   * @param bytes what to type, in UTF-8
   * @param raw whether it is typed as it is, and no Enter at its end
   */
  KeyStrokes(InputStream bytes, boolean raw) {
    // Unlike a reader of strings, it never cuts between the halves of a character.
    this.text = new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder());
    this.raw = raw;
  }

  /**
   * The keys for a text that is there as a whole.
   *
   * @param text what to type
   * @param raw whether it is typed as it is, and no Enter at its end
   * @return the characters to send; empty for nothing
   */
  static String of(String text, boolean raw) {
    KeyStrokes keys = new KeyStrokes(InputStream.nullInputStream(), raw);
    StringBuilder typed = new StringBuilder();
    text.chars().forEach(c -> keys.press((char) c, typed));
    keys.end(typed);
    return typed.toString();
  }

  /**
   * The next keys: what has come, without waiting for more.
   *
   * @return the characters to send; empty when that was all
   * @throws IOException when the text cannot be read, or is no UTF-8
   */
  String next() throws IOException {
    StringBuilder keys = new StringBuilder();
    while (keys.isEmpty() && !ended) {
      int count = read();
      if (count < 0) {
        ended = true;
        end(keys);
      }
      for (int i = 0; i < count; i++) {
        press(buffer[i], keys);
      }
    }
    return keys.toString();
  }

  private int read() throws IOException {
    try {
      return text.read(buffer);
    } catch (MalformedInputException e) {
      throw new IOException("Standard input is not UTF-8 text; a session takes nothing else.", e);
    }
  }

  private void press(char c, StringBuilder keys) {
    if (raw || c != '\n') {
      keys.append(c);
    } else if (before != '\r') {
      keys.append(ENTER);
    }
    before = c;
  }

  private void end(StringBuilder keys) {
    if (!raw && before != '\r' && before != '\n') {
      keys.append(ENTER);
    }
  }
}
