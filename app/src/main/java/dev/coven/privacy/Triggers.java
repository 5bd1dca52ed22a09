package dev.coven.privacy;

import java.util.stream.Stream;

/**
 * Finds where a secret may begin: right behind a byte that ends a known prefix or the sign of a
 * pair. What stands before was let through already and is not secret; so nothing has to be held
 * only because it looks like the beginning of a prefix.
 */
final class Triggers {
  private static final int NO_URL = -1;

  /** The shapes whose prefix ends with a byte. */
  private static final TokenShape[][] SHAPES = new TokenShape[128][];

  /** The last three bytes of their prefixes, as one number each. */
  private static final int[][] TAILS = new int[128][];

  static {
    for (int last = 0; last < SHAPES.length; last++) {
      SHAPES[last] = TokenShape.endingWith(last);
      TAILS[last] = Stream.of(SHAPES[last]).mapToInt(Triggers::tail).toArray();
    }
  }

  /** Where the slashes are of the last URL, behind which there may be a user; or NO_URL. */
  private int url = NO_URL;

  private final LookBack text = new LookBack();
  private final PairKey key = new PairKey();
  private final TokenCandidate token = new TokenCandidate();
  private final JwtCandidate jwt = new JwtCandidate();
  private final SchemeCandidate scheme = new SchemeCandidate();
  private final PairCandidate pair = new PairCandidate();
  private final UrlPasswordCandidate urlPassword = new UrlPasswordCandidate();
  private final PrivateKeyCandidate privateKey = new PrivateKeyCandidate();

  private static int tail(TokenShape shape) {
    String prefix = shape.prefix();
    int end = prefix.length();
    return tail(prefix.charAt(end - 1), prefix.charAt(end - 2), prefix.charAt(end - 3));
  }

  private static int tail(int last, int second, int third) {
    return last | (second & 0xff) << 8 | (third & 0xff) << 16;
  }

  /**
   * Where the next byte lies behind which a secret may begin.
   *
   * @param bytes the text
   * @param from where to begin; {@link TriggerTable#LEAST_BEFORE} bytes must be before
   * @param to where to end
   * @return its index, or {@code to}
   */
  int next(byte[] bytes, int from, int to) {
    int i = from;
    if (url != NO_URL) {
      int limit = Math.min(to, url + LookBack.REACH);
      // A candidate may have read beyond it.
      if (from < limit) {
        i = TriggerTable.next(true, bytes, from, limit);
        if (i < limit) {
          return i;
        }
      }
      url = limit < to ? NO_URL : url;
    }
    return TriggerTable.next(false, bytes, i, to);
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
    boolean hidden =
        text.from(bytes, at).isAfterSequence() || text.from(bytes, at - 1).isAfterSequence();
    int may = TriggerTable.endingAt(url != NO_URL, hidden, bytes, at);
    if ((may & TriggerTable.URL) != 0) {
      url = at;
    }
    if ((may & TriggerTable.USER) != 0) {
      url = NO_URL;
      if (isUser(text.from(bytes, at))) {
        return urlPassword.begin();
      }
    }
    if ((may & TriggerTable.ANY_PAIR) != 0 && key.isBefore(text.from(bytes, at))) {
      return pair.begin(last, key.isNameOfVariable(), key.isPassword());
    }
    if ((may & TriggerTable.PRIVATE_KEY) != 0 && isPrivateKey(bytes, at)) {
      return privateKey.begin();
    }
    if ((may & TriggerTable.JWT) != 0 && isWord("eyJ", bytes, at)) {
      return jwt.begin();
    }
    if ((may & TriggerTable.SCHEME) != 0 && isBoundary(text.from(bytes, at))) {
      return scheme.begin();
    }
    if ((may & TriggerTable.SHAPES) != 0) {
      int tail = tail(last, bytes[at - 1], bytes[at - 2]);
      int[] tails = TAILS[last];
      for (int i = 0; i < tails.length; i++) {
        TokenShape shape = SHAPES[last][i];
        if ((hidden || tails[i] == tail) && isWord(shape.prefix(), bytes, at)) {
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
      if (text.previous() != word.charAt(i)) {
        return false;
      }
    }
    return isBoundary(text);
  }

  /**
   * Whether no word goes on to the left. Letters there may be the end of an escape of JSON ({@code
   * \n}), of a URL ({@code %3D}), or of a colour that was written as an escape of JSON.
   */
  private static boolean isBoundary(LookBack text) {
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
