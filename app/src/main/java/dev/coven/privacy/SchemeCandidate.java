package dev.coven.privacy;

/**
 * A word that begins with b, from its second letter on: Bearer or Basic, in capitals or not, and
 * then what such a header carries. The word itself is never held.
 */
final class SchemeCandidate extends Candidate {
  private static final String BEARER = "earer";
  private static final String BASIC = "asic";

  private final BearerCandidate bearer = new BearerCandidate();
  private final BasicCandidate basic = new BasicCandidate();
  private String word;
  private int read;
  private Candidate credentials;

  SchemeCandidate begin() {
    word = null;
    read = 0;
    credentials = null;
    return this;
  }

  @Override
  Verdict next(int c) {
    if (credentials != null) {
      return credentials.next(c);
    }
    int small = Characters.lower(c);
    if (word == null) {
      word = small == 'e' ? BEARER : BASIC;
    }
    if (small != word.charAt(read)) {
      return Verdict.OVER;
    }
    read++;
    if (read == word.length()) {
      credentials = word.equals(BEARER) ? bearer.begin() : basic.begin();
    }
    return Verdict.OPEN;
  }

  @Override
  boolean wouldBeSecret() {
    return credentials != null && credentials.wouldBeSecret();
  }
}
