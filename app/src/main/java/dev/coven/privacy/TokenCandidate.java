package dev.coven.privacy;

/** What follows a known prefix. From its 16th character on it is a secret, and no longer held. */
final class TokenCandidate extends Candidate {
  private final byte[] first = new byte[TokenShape.LEAST];
  private TokenShape shape;
  private int count;
  private int unbroken;
  private boolean digit;
  private boolean capital;
  private boolean secret;

  TokenCandidate begin(TokenShape what) {
    shape = what;
    count = 0;
    unbroken = 0;
    digit = false;
    capital = false;
    secret = false;
    return this;
  }

  @Override
  Verdict next(int c) {
    if (!Characters.in(c, shape.characters())) {
      // A dot that ends a sentence is none of the token: the next character tells.
      return c == '.' && secret && shape.dots() ? Verdict.HOLD : Verdict.OVER;
    }
    if (secret) {
      return Verdict.SECRET;
    }
    if (count < first.length) {
      first[count] = (byte) c;
    }
    count++;
    unbroken = Characters.in(c, Characters.URL_SAFE) ? 0 : unbroken + 1;
    digit |= Characters.in(c, Characters.DIGIT);
    capital |= Characters.in(c, Characters.UPPER);
    secret = count >= shape.least() && isProven();
    return secret ? Verdict.SECRET : Verdict.HOLD;
  }

  private boolean isProven() {
    return switch (shape.proof()) {
      case NONE -> true;
      case MIXED -> digit || capital || unbroken >= TokenShape.LEAST;
      case RANDOM -> digit || !Words.make(first, first.length);
    };
  }
}
