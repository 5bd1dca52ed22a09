package dev.coven.privacy;

import java.nio.charset.StandardCharsets;

/** Reads the key of a pair backwards from its sign, and tells whether it names a secret. */
final class PairKey {
  private static final int LONGEST = 24;
  private static final int MOST_BLANKS = 4;

  /** What a key ends with, without the signs that join words. */
  private static final byte[][] NAMES =
      bytes(
          "password",
          "passwd",
          "passphrase",
          "secret",
          "token",
          "apikey",
          "accesskey",
          "secretkey",
          "secretkeybase",
          "privatekey",
          "signingkey",
          "encryptionkey",
          "masterkey",
          "authkey",
          "accountkey",
          "authorization",
          "storepass",
          "keypass");

  /** The same, but the end of other words, too: a word must begin there. */
  private static final byte[][] SHORT_NAMES = bytes("pass", "pwd", "auth");

  /** The length of the word key: people write api key, with a blank. */
  private static final int KEY = 3;

  private static final byte[][] PASSWORDS = bytes("password", "passwd", "passphrase");
  private static final byte[][] SHORT_PASSWORDS = bytes("pass", "pwd");
  private static final byte[] PWD = "pwd".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OLDPWD = "oldpwd".getBytes(StandardCharsets.US_ASCII);

  /** The last letters of all names, for a look before the reading. */
  static final String LAST_LETTERS = "dtyeshn";

  /** The letters before those. */
  static final String LAST_BUT_ONE_LETTERS = "rwesto";

  private final byte[] reversed = new byte[LONGEST];
  private final boolean[] begins = new boolean[LONGEST + 1];
  private int count;
  private boolean named;
  private boolean lastWasSmall;

  /** Whether the key last found is all capitals and stands right before the sign. */
  boolean isNameOfVariable() {
    return named;
  }

  /**
   * Whether the key last found names what a person types, and no word of a programming language.
   */
  boolean isPassword() {
    return isOneOf(PASSWORDS, false) || isOneOf(SHORT_PASSWORDS, true);
  }

  /**
   * Whether the text before a sign is such a key: a word, perhaps in quotes, brackets or escaped
   * quotes.
   *
   * @param text stands at the sign
   */
  boolean isBefore(LookBack text) {
    int c = text.previous();
    named = c != ' ' && c != '\t';
    for (int blanks = 0; (c == ' ' || c == '\t') && blanks < MOST_BLANKS; blanks++) {
      c = text.previous();
    }
    if (c == ']') {
      c = text.previous();
    }
    if (c == '"' || c == '\'' || c == '`') {
      c = text.previous();
      while (c == '\\') {
        c = text.previous();
      }
    }
    int before = text.previous();
    if (!isEnd(before, c)) {
      return false;
    }
    read(text, c, before);
    return isOneOf(NAMES, false) || isOneOf(SHORT_NAMES, true) && !isWorkingDirectory();
  }

  /** The last two letters tell nearly always that a word is none of the names. */
  private static boolean isEnd(int beforeLast, int last) {
    int before = Characters.lower(beforeLast);
    return switch (Characters.lower(last)) {
      case 'd' -> before == 'r' || before == 'w';
      case 't' -> before == 'e';
      case 'y' -> before == 'e';
      case 'e' -> before == 's';
      case 's' -> before == 's';
      case 'h' -> before == 't';
      case 'n' -> before == 'e' || before == 'o';
      default -> false;
    };
  }

  private void read(LookBack text, int last, int beforeLast) {
    count = 0;
    int c = last;
    boolean joint = false;
    boolean first = true;
    while (count < LONGEST && c != LookBack.NONE) {
      if (Characters.in(c, Characters.UPPER | Characters.LOWER)) {
        boolean small = Characters.in(c, Characters.LOWER);
        named &= !small;
        // Whether the letter read before this one, which stands behind it, begins a word.
        begins[count] = joint || small && !lastWasSmall;
        lastWasSmall = small;
        reversed[count++] = (byte) Characters.lower(c);
        joint = false;
      } else if (!joint && count > 0 && (c == '_' || c == '-' || c == ' ' && count == KEY)) {
        joint = true;
      } else {
        begins[count] = true;
        return;
      }
      c = first ? beforeLast : text.previous();
      first = false;
    }
    begins[count] = c == LookBack.NONE;
  }

  /** The shell's own variables, which hold directories. */
  private boolean isWorkingDirectory() {
    return named && (isAll(PWD) || isAll(OLDPWD));
  }

  private boolean isAll(byte[] name) {
    return count == name.length && matches(name);
  }

  private boolean isOneOf(byte[][] names, boolean whole) {
    for (byte[] name : names) {
      if (name[name.length - 1] == reversed[0]
          && count >= name.length
          && matches(name)
          && (!whole || begins[name.length])) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (reversed[i] != name[name.length - 1 - i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[][] bytes(String... names) {
    byte[][] all = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      all[i] = names[i].getBytes(StandardCharsets.US_ASCII);
    }
    return all;
  }
}
