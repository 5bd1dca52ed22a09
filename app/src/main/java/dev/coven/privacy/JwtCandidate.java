package dev.coven.privacy;

/**
 * A JSON Web Token (RFC 7519) behind its first {@code eyJ}, which is base64url for an opening brace
 * and quote. Header and claims both begin with it; once that is seen nothing is held any more.
 */
final class JwtCandidate extends Candidate {
  private static final String BEGIN = "eyJ";

  /** The shortest header, {"alg":"none"}, has 17 characters behind {@code eyJ}. */
  private static final int LEAST_HEADER = 8;

  private int header;
  private int claims;
  private boolean dot;

  JwtCandidate begin() {
    header = 0;
    claims = 0;
    dot = false;
    return this;
  }

  @Override
  Verdict next(int c) {
    boolean isSecret = claims >= BEGIN.length() + LEAST_HEADER;
    if (c == '.') {
      if (isSecret) {
        return Verdict.HOLD;
      }
      if (dot || header < LEAST_HEADER) {
        return Verdict.OVER;
      }
      dot = true;
      return Verdict.HOLD;
    }
    if (!Characters.in(c, Characters.TOKEN)) {
      return Verdict.OVER;
    }
    if (isSecret) {
      return Verdict.SECRET;
    }
    if (!dot) {
      header++;
      return Verdict.HOLD;
    }
    if (claims < BEGIN.length() && c != BEGIN.charAt(claims) && c != '*') {
      return Verdict.OVER;
    }
    claims++;
    return claims >= BEGIN.length() + LEAST_HEADER ? Verdict.SECRET : Verdict.HOLD;
  }
}
