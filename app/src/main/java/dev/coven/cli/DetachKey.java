package dev.coven.cli;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key that detaches, as terminals send it. Usually that is one control character; but a harness
 * may have asked its terminal for keys that can be told apart, and then it comes as a sequence:
 * {@code CSI 93;5u} (kitty's keyboard protocol, "CSI u") or {@code CSI 27;5;93~} (xterm's
 * modifyOtherKeys). A terminal sends a key in one piece.
 */
enum DetachKey {
  /** Ctrl-], the key that telnet(1) has for the same. */
  BRACKET(new char[] {']'}),

  /** That, and Ctrl-C: where nothing is typed to the session, it can mean nothing else. */
  BRACKET_OR_INTERRUPT(new char[] {']', 'c'});

  /** What Ctrl leaves of a letter's code, and of a bracket's. */
  private static final int CONTROL_BITS = 0x1f;

  /**
   * {@code CSI code[:shifted[:base]] ; modifiers[:event] [; text] u}, of which the base is the
   * key's name on a Latin keyboard.
   */
  private static final Pattern KITTY =
      Pattern.compile(
          "\u001b\\[(\\d{1,7})(?::\\d*)?(?::(\\d{0,7}))?;(\\d{1,4})(?::\\d)?(?:;[\\d:]*)?u");

  private static final Pattern XTERM = Pattern.compile("\u001b\\[27;(\\d{1,4});(\\d{1,7})~");

  /** Modifiers are sent as one more than their bits: 1 Shift, 2 Alt, 4 Ctrl, 8 and up others. */
  private static final int CTRL = 4;

  /** Caps Lock and Num Lock are no part of a key. */
  private static final int LOCKS = 64 | 128;

  private final char[] keys;

  DetachKey(char[] keys) {
    this.keys = keys;
  }

  /**
   * Finds it.
   *
   * @param bytes what a terminal sent
   * @param from where to look first
   * @param to where to look no more
   * @return the index of its first byte, or -1
   */
  int find(byte[] bytes, int from, int to) {
    // One char a byte: what is looked for is ASCII.
    String sent = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    int first = sent.length();
    for (char key : keys) {
      int at = sent.indexOf(key & CONTROL_BITS);
      first = at >= 0 ? Math.min(first, at) : first;
    }
    if (sent.indexOf("\u001b[") >= 0) {
      first = Math.min(first, sequence(KITTY.matcher(sent), 3, 1, 2, first));
      first = Math.min(first, sequence(XTERM.matcher(sent), 1, 2, 2, first));
    }
    return first < sent.length() ? from + first : -1;
  }

  private int sequence(Matcher matcher, int modifiers, int code, int base, int none) {
    while (matcher.find()) {
      boolean control = ((number(matcher, modifiers) - 1) & ~LOCKS) == CTRL;
      if (control && (isKey(number(matcher, code)) || isKey(number(matcher, base)))) {
        return matcher.start();
      }
    }
    return none;
  }

  private boolean isKey(int code) {
    for (char key : keys) {
      if (key == code) {
        return true;
      }
    }
    return false;
  }

  private static int number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null || digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }
}
