package dev.coven.privacy;

import java.nio.charset.StandardCharsets;

/**
 * The fixed text with which every match of a pattern begins. Text has to be held back only from
 * there on; without one every line is held to its end.
 */
final class LiteralPrefix {
  private static final String SPECIAL = "\\.[](){}^$|*+?";
  private static final String QUANTIFIERS = "*?{";

  private LiteralPrefix() {}

  /**
   * The prefix, perhaps shorter than it could be.
   *
   * @param pattern a regular expression that compiles
   * @return UTF-8; empty when nothing is known
   */
  static byte[] of(String pattern) {
    if (pattern.indexOf('|') >= 0) {
      return new byte[0];
    }
    StringBuilder literal = new StringBuilder();
    int i = pattern.startsWith("\\b") ? 2 : 0;
    while (i < pattern.length()) {
      int c = pattern.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean escaped = c == '\\' && next < pattern.length() && isPunctuation(pattern.charAt(next));
      if (escaped) {
        c = pattern.charAt(next);
        next++;
      } else if (SPECIAL.indexOf(c) >= 0) {
        break;
      }
      if (next < pattern.length() && QUANTIFIERS.indexOf(pattern.charAt(next)) >= 0) {
        break;
      }
      literal.appendCodePoint(c);
      i = next;
    }
    return literal.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isPunctuation(char c) {
    return c < 0x80 && !Character.isLetterOrDigit(c);
  }
}
