package dev.coven.privacy;

/**
 * Tells names and words from random characters. {@code nextTokenOfLine} and {@code keyword.control}
 * are made of words; {@code qXvTzkWpLm} is not.
 */
final class Words {
  /**
   * For each letter those that often follow it in English and in names in source code: the 280
   * pairs that make 93 % of the words in the JDK's own sources. A random pair is among them with a
   * probability of 0.41.
   */
  private static final String[] FOLLOWERS = {
    "abcdefgiklmnprstuvwxy", // a
    "abcdefilorsu", // b
    "abcdefhiklmorstu", // c
    "abcdefilorsu", // d
    "abcdefgilmnopqrstuvwxy", // e
    "abcdefilorstu", // f
    "aehilnorsu", // g
    "aeiortu", // h
    "abcdefglmnoprstvxz", // i
    "", // j
    "aeis", // k
    "adeilostuy", // l
    "abeimopsu", // m
    "acdefgiklnostuv", // n
    "abcdfgiklmnoprstuvw", // o
    "aehiloprstu", // p
    "u", // q
    "acdegiklmnoprstuvy", // r
    "acehiklmoprstuy", // s
    "acefhilmoprstuy", // t
    "abcefgilmnprst", // u
    "aeio", // v
    "aeio", // w
    "efipt", // x
    "mps", // y
    "ae", // z
  };

  private static final boolean[] COMMON = new boolean[26 * 26];

  static {
    for (int letter = 0; letter < FOLLOWERS.length; letter++) {
      for (char follower : FOLLOWERS[letter].toCharArray()) {
        COMMON[letter * 26 + follower - 'a'] = true;
      }
    }
  }

  private Words() {}

  /**
   * Whether a text is made of words: its letters come in pieces of three and more on average, a
   * piece ending where a capital follows a small letter, and at least four of five pairs of letters
   * are common ones.
   *
   * @param text ASCII
   * @param length how many bytes of it, from the first
   */
  static boolean make(byte[] text, int length) {
    int letters = 0;
    int pieces = 0;
    int pairs = 0;
    int rare = 0;
    int before = 0;
    for (int i = 0; i < length; i++) {
      int c = text[i] & 0xff;
      if (!Characters.in(c, Characters.UPPER | Characters.LOWER)) {
        before = 0;
        continue;
      }
      letters++;
      boolean hump = Characters.in(c, Characters.UPPER) && Characters.in(before, Characters.LOWER);
      if (before == 0 || hump) {
        pieces++;
      } else {
        pairs++;
        boolean common = COMMON[(Characters.lower(before) - 'a') * 26 + Characters.lower(c) - 'a'];
        rare += common ? 0 : 1;
      }
      before = c;
    }
    return letters >= 3 * pieces && 5 * rare <= pairs;
  }
}
