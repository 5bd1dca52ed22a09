package dev.coven.privacy;

/**
 * Finds where a secret may begin: right behind a byte that ends a known prefix or the sign of a
 * pair. What stands before was let through already and is not secret; so nothing has to be held
 * only because it looks like the beginning of a prefix.
 *
 * <p>Two tables of bits say in a few instructions that a byte is no such end, which holds for
 * nearly all bytes.
 */
final class Triggers {
  private static final int PAIR = 1;
  private static final int URL = 1 << 1;
  private static final int BEARER = 1 << 2;
  private static final int BASIC = 1 << 3;
  private static final int JWT = 1 << 4;
  private static final int PRIVATE_KEY = 1 << 5;
  private static final int FIRST_OF_SHAPES = 1 << 6;

  /** For each byte what may end with it, as a set of bits. */
  static final int[] LAST = new int[256];

  /** For each byte what may have it right before its last byte. */
  static final int[] BEFORE_LAST = new int[256];

  /** The shapes whose prefix ends with a byte. */
  private static final TokenShape[][] SHAPES = new TokenShape[256][];

  /** Last bytes of escape sequences: what stands before them is not seen by the tables. */
  private static final String ENDS_OF_SEQUENCES = "mBKhl\\\u0007";

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
    for (char c : (PairKey.LAST_LETTERS + "\"'`] \t").toCharArray()) {
      add(PAIR, c + "=");
      add(PAIR, Character.toUpperCase(c) + "=");
    }
    for (int c = 0; c < 256; c++) {
      BEFORE_LAST[c] |= URL;
    }
    LAST[':'] |= PAIR | URL;
    for (char c : ENDS_OF_SEQUENCES.toCharArray()) {
      BEFORE_LAST[c] = -1;
    }
  }

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
    BEFORE_LAST[prefix.charAt(end - 2)] |= bit;
  }

  /**
   * The candidate that begins behind a byte, begun; null when there is none. There is one candidate
   * at a time: this ends the one before.
   *
   * @param bytes the text
   * @param at where the byte lies, for which the tables have a bit in common
   */
  Candidate after(byte[] bytes, int at) {
    int last = bytes[at] & 0xff;
    int may = LAST[last];
    text.from(bytes, at);
    if ((may & URL) != 0 && isUser()) {
      return urlPassword.begin();
    }
    text.from(bytes, at);
    if ((may & PAIR) != 0 && key.isBefore(text)) {
      return pair.begin(last, key.isNameOfVariable());
    }
    text.from(bytes, at);
    if ((may & PRIVATE_KEY) != 0 && isPrivateKey()) {
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
    if (may >= FIRST_OF_SHAPES) {
      for (TokenShape shape : SHAPES[last]) {
        if (isWord(shape.prefix(), bytes, at)) {
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
    if (!Characters.in(
        c, Characters.ALPHANUMERIC & ~Characters.LETTERS | Characters.UPPER | Characters.LOWER)) {
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
  private boolean isUser() {
    int c = text.previous();
    while (Characters.in(c, Characters.TOKEN | Characters.POINTS) || c == '%' || c == '+') {
      c = text.previous();
    }
    return c == '/'
        && text.previous() == '/'
        && text.previous() == ':'
        && Characters.in(text.previous(), Characters.LETTERS | Characters.DIGIT);
  }

  private boolean isPrivateKey() {
    int c = text.previous();
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
