package dev.coven.privacy;

/**
 * Reads text backwards, past escape sequences: a terminal shows {@code pass ESC[0m word} as one
 * word. It never looks further back than {@link #REACH}, so that what it finds depends on the
 * stream and not on how much of it happens to be in memory.
 */
final class LookBack {
  /** How far back a secret's name may begin, in bytes, escape sequences included. */
  static final int REACH = 256;

  /** Where the text begins. */
  static final int NONE = -1;

  private static final int ESC = 0x1b;
  private static final int BEL = 0x07;

  private byte[] bytes;
  private int low;
  private int at;

  /**
   * Begins.
   *
   * @param text the bytes
   * @param position the next byte read is the one before
   */
  LookBack from(byte[] text, int position) {
    bytes = text;
    low = Math.max(0, position - REACH);
    at = position;
    return this;
  }

  /** Whether an escape sequence ends right here. */
  boolean isAfterSequence() {
    return at > low && sequenceEndingAt(at - 1) >= 0;
  }

  /** The byte of text before, or {@link #NONE}. */
  int previous() {
    int i = at - 1;
    if (i > low && !mayEndSequence(bytes[i], bytes[i - 1])) {
      at = i;
      return bytes[i] & 0xff;
    }
    while (i >= low) {
      int begin = sequenceEndingAt(i);
      if (begin < 0) {
        at = i;
        return bytes[i] & 0xff;
      }
      i = begin - 1;
    }
    at = low;
    return NONE;
  }

  /** Nearly always two bytes tell that none ends here. */
  private static boolean mayEndSequence(int last, int before) {
    return last == '\\' || last == BEL || last >= '@' && (before < '@' || before == '[');
  }

  /** Where the escape sequence begins whose last byte this is, or -1. */
  private int sequenceEndingAt(int last) {
    int c = bytes[last];
    if (c == BEL || c == '\\' && last > low && bytes[last - 1] == ESC) {
      return stringBegin(last - 1);
    }
    if (c < 0x40 || c > 0x7e) {
      return -1;
    }
    int i = last - 1;
    while (i > low && bytes[i] >= 0x20 && bytes[i] <= 0x3f) {
      i--;
    }
    if (i > low && bytes[i] == '[' && bytes[i - 1] == ESC) {
      return i - 1;
    }
    boolean charset = last - 2 >= low && bytes[last - 2] == ESC && bytes[last - 1] == '(';
    return charset ? last - 2 : -1;
  }

  private int stringBegin(int last) {
    for (int i = last; i > low; i--) {
      if (bytes[i] == ']' && bytes[i - 1] == ESC) {
        return i - 1;
      }
    }
    return -1;
  }
}
