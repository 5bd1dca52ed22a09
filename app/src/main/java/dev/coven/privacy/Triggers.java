package dev.coven.privacy;

/**
 * Finds where a secret may begin: right behind a byte that ends a known prefix or the sign of a
 * pair. What stands before was let through already and is not secret; so nothing has to be held
 * only because it looks like the beginning of a prefix.
 *
 * <p>Three tables of bits say in a few instructions that a byte is no such end, which holds for
 * nearly all bytes.
 */
final class Triggers {
  /** A pair whose key stands right before its sign. */
  private static final int PAIR = 1;

  /** A pair with a quote or a blank between key and sign. */
  private static final int QUOTED_PAIR = 1 << 1;

  private static final int BEARER = 1 << 2;
  private static final int BASIC = 1 << 3;
  private static final int JWT = 1 << 4;
  private static final int PRIVATE_KEY = 1 << 5;

  /** The two slashes of a URL. */
  private static final int URL = 1 << 6;

  /** A colon behind the two slashes of a URL. */
  private static final int USER = 1 << 7;

  private static final int FIRST_OF_SHAPES = 1 << 8;

  /** An OSC sequence may end right before. */
  private static final int STRING = 1 << 30;

  /** A CSI sequence may end right before: the tables do not see what stands before that. */
  private static final int SEQUENCE = 1 << 31;

  /** Last bytes of CSI sequences between which text goes on. */
  private static final String FINALS = "mBKhl";

  /** What stands before them. */
  private static final String PARAMETERS = "0123456789;:[(?";

  /** How many bytes must stand before one that is looked at. */
  static final int LEAST_BEFORE = 3;

  /** For each byte what may end with it, as a set of bits. */
  private static final int[] LAST = new int[256];

  /** The same, where a colon may end the name of a URL's user. */
  private static final int[] LAST_IN_URL = new int[256];

  /** For each byte what may have it right before its last byte. */
  private static final int[] SECOND = new int[256];

  /** For each byte what may have it two before its last byte. */
  private static final int[] THIRD = new int[256];

  /** The shapes whose prefix ends with a byte. */
  private static final TokenShape[][] SHAPES = new TokenShape[256][];

  static {
    int bit = FIRST_OF_SHAPES;
    for (int last = 0; last < 128; last++) {
      char c = (char) last;
      SHAPES[last] =
          TokenShape.ALL.stream()
              .filter(shape -> shape.prefix().charAt(shape.prefix().length() - 1) == c)
              .toArray(TokenShape[]::new);
      for (TokenShape shape : SHAPES[last]) {
        add(bit, shape.prefix());
      }
      bit <<= SHAPES[last].length > 0 ? 1 : 0;
    }
    add(JWT, "eyJ");
    add(BEARER, "bearer");
    add(BASIC, "basic");
    add(PRIVATE_KEY, "KEY-");
    add(PRIVATE_KEY, "BLOCK-");
    LAST['='] |= PAIR | QUOTED_PAIR;
    LAST[':'] |= PAIR | QUOTED_PAIR;
    mark(SECOND, PAIR, PairKey.LAST_LETTERS);
    mark(THIRD, PAIR, PairKey.LAST_BUT_ONE_LETTERS);
    mark(SECOND, QUOTED_PAIR, "\"'`] \t");
    mark(THIRD, QUOTED_PAIR, PairKey.LAST_LETTERS + "]\"'`\\ \t");
    add(URL, "://");
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

  private static final int NO_URL = -1;

  /** Where the slashes are of the last URL, behind which there may be a user; or NO_URL. */
  private int url = NO_URL;

  private final LookBack text = new LookBack();
  private final PairKey key = new PairKey();
  private final TokenCandidate token = new TokenCandidate();
  private final JwtCandidate jwt = new JwtCandidate();
  private final BearerCandidate bearer = new BearerCandidate();
  private final BasicCandidate basic = new BasicCandidate();
  private final PairCandidate pair = new PairCandidate();
  private final UrlPasswordCandidate urlPassword = new UrlPasswordCandidate();
  private final PrivateKeyCandidate privateKey = new PrivateKeyCandidate();

  private static void add(int bit, String prefix) {
    int end = prefix.length();
    LAST[prefix.charAt(end - 1)] |= bit;
    SECOND[prefix.charAt(end - 2)] |= bit;
    THIRD[prefix.charAt(end - 3)] |= bit;
  }

  /**
   * Where the next byte lies behind which a secret may begin.
   *
   * @param bytes the text
   * @param from where to begin; {@link #LEAST_BEFORE} bytes must be before
   * @param to where to end
   * @return its index, or {@code to}
   */
  int next(byte[] bytes, int from, int to) {
    int i = from;
    if (url != NO_URL) {
      int limit = Math.min(to, url + LookBack.REACH);
      i = next(LAST_IN_URL, bytes, from, limit);
      if (i < limit) {
        return i;
      }
      url = limit < to ? NO_URL : url;
    }
    return next(LAST, bytes, i, to);
  }

  private static int next(int[] last, byte[] bytes, int from, int to) {
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
    if ((may & THIRD[bytes[at - 2] & 0xff]) != 0) {
      return true;
    }
    // A CSI sequence may end there, and hide what stands before it.
    return SECOND[bytes[at - 2] & 0xff] < 0 && THIRD[bytes[at - 3] & 0xff] < 0;
  }

  /** The text was moved in memory, towards its beginning. */
  void moved(int by) {
    url = url == NO_URL ? NO_URL : url - by;
  }

  /**
   * The candidate that begins behind a byte, begun; null when there is none. There is one candidate
   * at a time: this ends the one before.
   *
   * @param bytes the text
   * @param at where the byte lies that {@link #next} found
   */
  Candidate after(byte[] bytes, int at) {
    int last = bytes[at] & 0xff;
    int may = (url == NO_URL ? LAST : LAST_IN_URL)[last];
    boolean hidden =
        text.from(bytes, at).isAfterSequence() || text.from(bytes, at - 1).isAfterSequence();
    if (!hidden) {
      may &= SECOND[bytes[at - 1] & 0xff] & THIRD[bytes[at - 2] & 0xff];
    }
    if ((may & URL) != 0) {
      url = at;
    }
    if ((may & USER) != 0) {
      url = NO_URL;
      if (isUser(text.from(bytes, at))) {
        return urlPassword.begin();
      }
    }
    if ((may & (PAIR | QUOTED_PAIR)) != 0 && key.isBefore(text.from(bytes, at))) {
      return pair.begin(last, key.isNameOfVariable(), key.isPassword());
    }
    if ((may & PRIVATE_KEY) != 0 && isPrivateKey(bytes, at)) {
      return privateKey.begin();
    }
    if ((may & JWT) != 0 && isWord("eyJ", bytes, at)) {
      return jwt.begin();
    }
    if ((may & BEARER) != 0 && isWord("bearer", bytes, at)) {
      return bearer.begin();
    }
    if ((may & BASIC) != 0 && isWord("basic", bytes, at)) {
      return basic.begin();
    }
    if ((may & -FIRST_OF_SHAPES & ~(SEQUENCE | STRING)) != 0) {
      for (TokenShape shape : SHAPES[last]) {
        if ((hidden || shape.mayEndAt(bytes, at)) && isWord(shape.prefix(), bytes, at)) {
          return token.begin(shape);
        }
      }
    }
    return null;
  }

  /** Whether the text up to and with a byte ends with a word that begins there. */
  private boolean isWord(String word, byte[] bytes, int at) {
    text.from(bytes, at);
    for (int i = word.length() - 2; i >= 0; i--) {
      char wanted = word.charAt(i);
      int c = text.previous();
      boolean isScheme = wanted >= 'a' && word.length() > 4 && i == 0;
      if (c != wanted && !(isScheme && Characters.lower(c) == wanted)) {
        return false;
      }
    }
    return isBoundary();
  }

  /**
   * Whether no word goes on to the left. Letters there may be the end of an escape of JSON ({@code
   * \n}), of a URL ({@code %3D}), or of a colour that was written as an escape of JSON.
   */
  private boolean isBoundary() {
    int c = text.previous();
    if (!Characters.in(c, Characters.WORD)) {
      return true;
    }
    int before = text.previous();
    if (before == '\\') {
      return "nrtbf".indexOf(c) >= 0;
    }
    if (c == 'm') {
      while (before >= '0' && before <= '9' || before == ';') {
        before = text.previous();
      }
      return before == '[' && "bBe3".indexOf(text.previous()) >= 0;
    }
    return text.previous() == '%';
  }

  /** Whether a URL stands before a colon, up to and with the name of its user. */
  private static boolean isUser(LookBack text) {
    int c = text.previous();
    while (isOfUser(c)) {
      c = text.previous();
    }
    return c == '/'
        && text.previous() == '/'
        && text.previous() == ':'
        && Characters.in(text.previous(), Characters.WORD);
  }

  private static boolean isOfUser(int c) {
    return Characters.in(c, Characters.TOKEN | Characters.POINTS) || c == '%' || c == '+';
  }

  private boolean isPrivateKey(byte[] bytes, int at) {
    int c = text.from(bytes, at).previous();
    return c == 'K' && ends(" BLOC") && ends("PRIVATE KEY") || c == 'Y' && ends("PRIVATE KE");
  }

  private boolean ends(String words) {
    for (int i = words.length() - 1; i >= 0; i--) {
      if (text.previous() != words.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
