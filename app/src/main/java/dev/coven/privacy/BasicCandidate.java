package dev.coven.privacy;

import java.util.Base64;

/**
 * What follows the word Basic: a blank, then base64 of {@code user:password} (RFC 7617). It must
 * decode to that, because the word is one of the language, too.
 */
final class BasicCandidate extends Candidate {
  private static final int MOST = 512;
  private static final int LEAST = 8;

  private final byte[] text = new byte[MOST];
  private int count;
  private boolean blank;

  BasicCandidate begin() {
    count = 0;
    blank = false;
    return this;
  }

  @Override
  Verdict next(int c) {
    if (count == 0 && c == ' ' && !blank) {
      blank = true;
      return Verdict.OPEN;
    }
    if (!blank) {
      return Verdict.OVER;
    }
    if (Characters.in(c, Characters.BASE64_TEXT) && count < MOST) {
      text[count++] = (byte) c;
      return Verdict.HOLD;
    }
    return wouldBeSecret() ? Verdict.FOUND : Verdict.OVER;
  }

  @Override
  boolean wouldBeSecret() {
    int length = count;
    while (length > 0 && text[length - 1] == '=') {
      length--;
    }
    if (length < LEAST || length % 4 == 1) {
      return false;
    }
    byte[] encoded = new byte[length];
    for (int i = 0; i < length; i++) {
      if (text[i] == '*' || text[i] == '=') {
        return false;
      }
      encoded[i] = text[i];
    }
    boolean colon = false;
    for (byte b : Base64.getDecoder().decode(encoded)) {
      if (b >= 0 && b < 0x20 || b == 0x7f) {
        return false;
      }
      colon |= b == ':';
    }
    return colon;
  }
}
