package dev.coven.ledger;

/** Where UTF-8 text may be cut. */
public final class Utf8 {
  /** The longest encoding of one character, in bytes. */
  public static final int MAX_CHARACTER_BYTES = 4;

  private Utf8() {}

  /**
   * How many bytes of a piece end on a character's boundary. Held back is only what may become a
   * character when more bytes follow; bytes that can never become one are let through as they are.
   *
   * @param bytes holds the piece
   * @param offset where it begins
   * @param length how long it is
   * @return {@code length}, or up to three less
   */
  public static int completeLength(byte[] bytes, int offset, int length) {
    for (int back = 1; back < MAX_CHARACTER_BYTES && back <= length; back++) {
      int unit = bytes[offset + length - back] & 0xff;
      if ((unit & 0xc0) != 0x80) {
        return encodedLength(unit) > back ? length - back : length;
      }
    }
    return length;
  }

  /** The length that a first byte announces; 1 for bytes that begin no longer character. */
  private static int encodedLength(int first) {
    if (first >= 0xf0 && first <= 0xf4) {
      return 4;
    }
    if (first >= 0xe0 && first < 0xf0) {
      return 3;
    }
    return first >= 0xc2 && first < 0xe0 ? 2 : 1;
  }
}
