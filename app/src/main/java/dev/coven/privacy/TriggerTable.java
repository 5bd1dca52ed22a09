package dev.coven.privacy;

/**
 * Says in a few instructions that no prefix, key or sign ends with a byte, which holds for nearly
 * all bytes: three tables of bits, one for each of the last three bytes.
 */
final class TriggerTable {
  /** A pair whose key stands right before its sign. */
  private static final int PAIR = 1;

  /** A pair with a quote or a blank between key and sign. */
  private static final int QUOTED_PAIR = 1 << 1;

  /** The first letter of Bearer and Basic; their last letters are too common to stop at. */
  static final int SCHEME = 1 << 2;

  static final int JWT = 1 << 4;
  static final int PRIVATE_KEY = 1 << 5;

  /** The two slashes of a URL. */
  static final int URL = 1 << 6;

  /** A colon behind the two slashes of a URL. */
  static final int USER = 1 << 7;

  private static final int FIRST_OF_SHAPES = 1 << 8;

  /** A known prefix; one bit for each last character of one. */
  static final int SHAPES = -FIRST_OF_SHAPES & ~(1 << 30 | 1 << 31);

  /** Either kind of pair. */
  static final int ANY_PAIR = PAIR | QUOTED_PAIR;

  /** An OSC sequence may end right before. */
  private static final int STRING = 1 << 30;

  /** A CSI sequence may end right before: the tables do not see what stands before that. */
  private static final int SEQUENCE = 1 << 31;

  /** Last bytes of CSI sequences between which text goes on. */
  private static final String FINALS = "mBKhl";

  /** What stands before them. */
  private static final String PARAMETERS = "0123456789;:[(?";

  /** How many bytes must stand before one that is looked at. */
  static final int LEAST_BEFORE = 4;

  /** For each byte what may end with it, as a set of bits. */
  private static final int[] LAST = new int[256];

  /** The same, where a colon may end the name of a URL's user. */
  private static final int[] LAST_IN_URL = new int[256];

  /** For each byte what may have it right before its last byte. */
  private static final int[] SECOND = new int[256];

  /** For each byte what may have it two before its last byte. */
  private static final int[] THIRD = new int[256];

  static {
    int bit = FIRST_OF_SHAPES;
    for (int last = 0; last < 128; last++) {
      TokenShape[] shapes = TokenShape.endingWith(last);
      for (TokenShape shape : shapes) {
        add(bit, shape.prefix());
      }
      bit <<= shapes.length > 0 ? 1 : 0;
    }
    add(JWT, "eyJ");
    mark(LAST, SCHEME, "b");
    add(PRIVATE_KEY, "KEY-");
    add(PRIVATE_KEY, "BLOCK-");
    LAST['='] |= PAIR | QUOTED_PAIR;
    LAST[':'] |= PAIR | QUOTED_PAIR;
    mark(SECOND, PAIR, PairKey.LAST_LETTERS);
    mark(THIRD, PAIR, PairKey.LAST_BUT_ONE_LETTERS);
    mark(SECOND, QUOTED_PAIR, "\"'`] \t");
    mark(THIRD, QUOTED_PAIR, PairKey.LAST_LETTERS + "]\"'`\\ \t");
    add(URL, "://");
    mark(SECOND, SCHEME, "nrtm");
    for (int c = 0; c < 256; c++) {
      SECOND[c] |= Characters.in(c, Characters.WORD) ? 0 : SCHEME;
      THIRD[c] |= SCHEME;
    }
    for (int c = 0; c < 256; c++) {
      LAST[c] |= LAST[c] == 0 ? 0 : SEQUENCE | STRING;
      THIRD[c] |= STRING;
    }
    mark(SECOND, SEQUENCE, FINALS);
    mark(THIRD, SEQUENCE, PARAMETERS);
    mark(SECOND, STRING, "\\\u0007");
    System.arraycopy(LAST, 0, LAST_IN_URL, 0, LAST.length);
    LAST_IN_URL[':'] |= USER;
    for (int c = 0; c < 256; c++) {
      SECOND[c] |= USER;
      THIRD[c] |= USER;
    }
  }

  private static void mark(int[] table, int bit, String characters) {
    for (char c : characters.toCharArray()) {
      table[c] |= bit;
      table[Character.toUpperCase(c)] |= bit;
    }
  }

  private static void add(int bit, String prefix) {
    int end = prefix.length();
    LAST[prefix.charAt(end - 1)] |= bit;
    SECOND[prefix.charAt(end - 2)] |= bit;
    THIRD[prefix.charAt(end - 3)] |= bit;
  }

  private TriggerTable() {}

  /**
   * Where the next byte lies with which something may end.
   *
   * @param inUrl whether a colon may end the name of a URL's user
   * @param bytes the text
   * @param from where to begin; {@link #LEAST_BEFORE} bytes must be before
   * @param to where to end
   * @return its index, or {@code to}
   */
  static int next(boolean inUrl, byte[] bytes, int from, int to) {
    int[] last = inUrl ? LAST_IN_URL : LAST;
    int[] second = SECOND;
    for (int i = from; i < to; i++) {
      int may = last[bytes[i] & 0xff];
      if (may != 0) {
        may &= second[bytes[i - 1] & 0xff];
        if (may != 0 && isLikely(may, bytes, i)) {
          return i;
        }
      }
    }
    return to;
  }

  private static boolean isLikely(int may, byte[] bytes, int at) {
    int third = bytes[at - 2] & 0xff;
    int found = may & THIRD[third];
    if (found == QUOTED_PAIR && Characters.in(third, Characters.WORD)) {
      // Of all that ends with a quote or a blank most is told here from the name of a secret.
      return (THIRD[bytes[at - 3] & 0xff] & PAIR) != 0 || isAfterFinal(bytes, at - 2);
    }
    return found != 0 || isAfterFinal(bytes, at - 1);
  }

  /** Whether a CSI sequence may end right before an index, and hide what stands before it. */
  private static boolean isAfterFinal(byte[] bytes, int at) {
    return SECOND[bytes[at - 1] & 0xff] < 0 && THIRD[bytes[at - 2] & 0xff] < 0;
  }

  /**
   * What may end with a byte.
   *
   * @param hidden whether an escape sequence hides what stands before it
   */
  static int endingAt(boolean inUrl, boolean hidden, byte[] bytes, int at) {
    int may = (inUrl ? LAST_IN_URL : LAST)[bytes[at] & 0xff];
    return hidden ? may : may & SECOND[bytes[at - 1] & 0xff] & THIRD[bytes[at - 2] & 0xff];
  }
}
