package dev.coven.privacy;

/** Which characters a secret may be made of. */
final class Characters {
  static final int UPPER = 1;
  static final int LOWER = 1 << 1;
  static final int DIGIT = 1 << 2;

  /** {@code - _} */
  static final int URL_SAFE = 1 << 3;

  /** {@code + / =} */
  static final int BASE64 = 1 << 4;

  /** {@code . ~} */
  static final int POINTS = 1 << 5;

  /** {@code / } alone. */
  static final int SLASH = 1 << 6;

  /** The mask. In every set, so that a secret that is masked in part is still seen as one. */
  private static final int MASK = 1 << 7;

  /** What words and names are made of, but for the signs that join them. */
  static final int WORD = UPPER | LOWER | DIGIT;

  static final int LETTERS = UPPER | LOWER | MASK;
  static final int ALPHANUMERIC = LETTERS | DIGIT;
  static final int TOKEN = ALPHANUMERIC | URL_SAFE;
  static final int CAPITALS = UPPER | DIGIT | MASK;
  static final int BASE64_TEXT = ALPHANUMERIC | BASE64;

  /** RFC 6750, b64token. */
  static final int BEARER = TOKEN | BASE64 | POINTS;

  private static final byte[] KIND = new byte[256];

  static {
    for (int c = 'A'; c <= 'Z'; c++) {
      KIND[c] = UPPER;
      KIND[c + 'a' - 'A'] = LOWER;
    }
    for (int c = '0'; c <= '9'; c++) {
      KIND[c] = DIGIT;
    }
    KIND['-'] = URL_SAFE;
    KIND['_'] = URL_SAFE;
    KIND['+'] = BASE64;
    KIND['='] = BASE64;
    KIND['/'] = BASE64 | SLASH;
    KIND['.'] = POINTS;
    KIND['~'] = POINTS;
    KIND['*'] = (byte) MASK;
  }

  private Characters() {}

  /**
   * Whether a character belongs to a set.
   *
   * @param c a byte, or a negative number, which belongs to none
   * @param set some of the constants above
   */
  static boolean in(int c, int set) {
    return c >= 0 && (KIND[c] & set) != 0;
  }

  /** A capital letter in lower case; everything else as it is. */
  static int lower(int c) {
    return in(c, UPPER) ? c + 'a' - 'A' : c;
  }
}
