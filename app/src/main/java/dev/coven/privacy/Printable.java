package dev.coven.privacy;

/**
 * Text of others made safe to print. A title or a line of output may hold sequences that make a
 * terminal answer, rename its window, write the clipboard, or show text in another order than it
 * has; shown as escapes they do nothing.
 */
public final class Printable {
  private static final int ZWNJ = 0x200c;
  private static final int ZWJ = 0x200d;

  private Printable() {}

  /**
   * One line of text with every control and formatting character shown as an escape, line breaks
   * included.
   *
   * @param text anybody's text
   * @return text without a character that a terminal acts on
   */
  public static String line(String text) {
    return escape(text, false);
  }

  /**
   * Several lines: as {@link #line}, but line feeds and tabs stay, and a carriage return right
   * before a line feed goes.
   *
   * @param text anybody's text
   * @return text without a character that a terminal acts on, but for line feed and tab
   */
  public static String lines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepLines) {
    StringBuilder safe = null;
    int clean = 0;
    int length = text.length();
    for (int i = 0; i < length; ) {
      int point = text.codePointAt(i);
      int next = i + Character.charCount(point);
      boolean lineBreak = point == '\r' && next < length && text.charAt(next) == '\n';
      if (isActive(point) && !(keepLines && (point == '\n' || point == '\t'))) {
        if (safe == null) {
          safe = new StringBuilder(length + 16);
        }
        safe.append(text, clean, i);
        if (!(keepLines && lineBreak)) {
          appendEscape(safe, point);
        }
        clean = next;
      }
      i = next;
    }
    return safe == null ? text : safe.append(text, clean, length).toString();
  }

  /**
   * Whether a terminal may act on a character: C0, DEL and C1 controls, line and paragraph
   * separators, every format character (Unicode category Cf, which holds the bidirectional
   * overrides), and lone surrogates. The two joiners stay: scripts and emoji need them, and they
   * act on nothing but the shape of their neighbours.
   *
   * @param point a Unicode code point
   */
  public static boolean isActive(int point) {
    if (point >= 0x20 && point < 0x7f || point == ZWNJ || point == ZWJ) {
      return false;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static void appendEscape(StringBuilder out, int point) {
    switch (point) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x1b -> out.append("\\e");
      default -> {
        if (point <= 0xff) {
          out.append(String.format("\\x%02x", point));
        } else {
          out.append(String.format("\\u{%x}", point));
        }
      }
    }
  }
}
