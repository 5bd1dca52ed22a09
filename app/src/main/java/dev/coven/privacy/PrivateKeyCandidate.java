package dev.coven.privacy;

/**
 * A private key between its BEGIN and END lines (RFC 7468, RFC 1421, OpenSSH, PGP), in a file, in
 * JSON, or in a string of source code. Begins behind the first dash after the word KEY. Nothing is
 * held but the beginning of the first line of base64, and code that only names the BEGIN line goes
 * on as something else.
 */
final class PrivateKeyCandidate extends Candidate {
  private static final int DASHES = 5;

  /** How much may stand between two lines of a key: line breaks, quotes, a margin. */
  private static final int MOST_BETWEEN = 64;

  /** The headers of an encrypted key, all together. */
  private static final int MOST_HEADERS = 512;

  /** From here on base64 is taken for a key. */
  private static final int LEAST = 16;

  private static final String AROUND = " \t\r\n\"'`,;|>+";

  private int dashes;
  private int between;
  private int headers;
  private boolean inHeader;
  private boolean escape;
  private boolean lineBreak;
  private int count;
  private int kinds;
  private boolean secret;

  PrivateKeyCandidate begin() {
    dashes = 1;
    between = 0;
    headers = 0;
    inHeader = false;
    escape = false;
    lineBreak = false;
    restart();
    return this;
  }

  private void restart() {
    count = 0;
    kinds = 0;
    secret = false;
  }

  @Override
  Verdict next(int c) {
    if (dashes < DASHES) {
      dashes++;
      return c == '-' ? Verdict.OPEN : Verdict.OVER;
    }
    if (escape) {
      escape = false;
      lineBreak |= c == 'n' || c == 'r';
      inHeader &= c != 'n';
      return between();
    }
    lineBreak |= c == '\n' || c == '\r' || c == MOVED;
    if (inHeader) {
      return header(c);
    }
    if (c == '\\' && (count == 0 || secret)) {
      escape = true;
      return between();
    }
    if (count > 0 && !secret && (c == ':' || c == '-')) {
      inHeader = true;
      restart();
      return header(c);
    }
    if (Characters.in(c, Characters.BASE64_TEXT) && (c != '+' || count > 0)) {
      return body(c);
    }
    if (c != MOVED && AROUND.indexOf(c) < 0) {
      return Verdict.OVER;
    }
    if (count > 0 && !secret) {
      if (kinds != Characters.DIGIT) {
        return Verdict.OVER;
      }
      // The number of a line.
      restart();
    }
    return between();
  }

  private Verdict between() {
    between++;
    return between <= MOST_BETWEEN ? Verdict.OPEN : Verdict.OVER;
  }

  private Verdict header(int c) {
    headers++;
    inHeader = c != '\n';
    escape = c == '\\';
    return headers <= MOST_HEADERS ? Verdict.OPEN : Verdict.OVER;
  }

  private Verdict body(int c) {
    if (secret && between > 0 && !lineBreak) {
      // Words may follow on the same line; another piece of a key must show again what it is.
      restart();
    }
    between = 0;
    lineBreak = false;
    count++;
    for (int kind = Characters.UPPER; kind <= Characters.DIGIT; kind <<= 1) {
      kinds |= Characters.in(c, kind) ? kind : 0;
    }
    secret |= count >= LEAST && kinds == (Characters.UPPER | Characters.LOWER | Characters.DIGIT);
    return secret ? Verdict.SECRET : Verdict.HOLD;
  }
}
