package dev.coven.privacy;

/** What follows the word Bearer: blanks, then a token as RFC 6750 has it. */
final class BearerCandidate extends Candidate {
  private static final int MOST_BLANKS = 4;

  private final TokenCandidate token = new TokenCandidate();
  private int blanks;
  private boolean begun;

  private static final TokenShape SHAPE =
      new TokenShape("Bearer", Characters.BEARER, TokenShape.LEAST, TokenShape.Proof.RANDOM, false);

  BearerCandidate begin() {
    blanks = 0;
    begun = false;
    token.begin(SHAPE);
    return this;
  }

  @Override
  Verdict next(int c) {
    if (!begun && c == ' ') {
      blanks++;
      return blanks <= MOST_BLANKS ? Verdict.OPEN : Verdict.OVER;
    }
    if (blanks == 0) {
      return Verdict.OVER;
    }
    begun = true;
    return token.next(c);
  }
}
