package dev.coven.http;

/** The sequences of bytes above ASCII that are UTF-8: table 3-7 of the Unicode Standard. */
final class Utf8Sequence {
  private Utf8Sequence() {}

  /**
   * The length of the character that begins at a byte of 0x80 or more.
   *
   * @param in the text
   * @param at the index of that byte
   * @return 2 to 4; 0 when no well-formed sequence begins there
   */
  static int length(byte[] in, int at) {
    int first = in[at] & 0xff;
    int length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || in.length - at < length) {
      return 0;
    }
    // Neither longer than it must be, nor a surrogate, nor above U+10FFFF.
    int second = in[at + 1] & 0xff;
    int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((in[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
