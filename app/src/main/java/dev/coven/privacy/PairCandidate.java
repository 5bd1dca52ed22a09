package dev.coven.privacy;

/**
 * The value of a pair whose key says that it is secret, from behind the equals sign or colon on.
 * The value is held to its end, since only the whole of it tells.
 */
final class PairCandidate extends Candidate {
  private static final int MOST = 256;
  private static final int MOST_BLANKS = 16;

  /** Ends a value without quotes. A backslash is the one of a string around the whole line. */
  private static final String ENDS = " \t\"'`\\;,)]}<>|&";

  /** Ends the value of a variable; shells give the others a meaning only without quotes. */
  private static final String VARIABLE_ENDS = " \t\"'`\\;";

  /** Begins what is no literal: variables, calls, references, blocks, placeholders. */
  private static final String EXPRESSIONS = "${<([";

  /** Has a meaning for YAML. */
  private static final String YAML_MARKS = "*&!|>@%";

  private final byte[] value = new byte[MOST];
  private final Literal literal = new Literal();
  private int separator;
  private boolean variable;
  private boolean password;
  private int lead;
  private int blanks;
  private int backslashes;
  private int quote;
  private boolean escaped;
  private int count;
  private boolean secret;

  /**
   * Begins.
   *
   * @param sign the equals sign or colon
   * @param named whether the key is written as the name of a variable, right before the sign
   * @param typed whether the key says password or the like
   */
  PairCandidate begin(int sign, boolean named, boolean typed) {
    password = typed;
    separator = sign;
    variable = named && sign == '=';
    lead = 0;
    blanks = 0;
    backslashes = 0;
    quote = 0;
    escaped = false;
    count = 0;
    secret = false;
    return this;
  }

  @Override
  Verdict next(int c) {
    if (c < ' ' && c != '\t' || c == 0x7f) {
      return end();
    }
    if (count == 0 && quote == 0) {
      Verdict verdict = lead(c);
      lead++;
      return verdict;
    }
    return quote == 0 ? bare(c) : quoted(c);
  }

  private Verdict lead(int c) {
    boolean first = lead == 0;
    if (c == ' ' || c == '\t') {
      blanks++;
      return blanks <= MOST_BLANKS && backslashes == 0 ? Verdict.OPEN : Verdict.OVER;
    }
    if (c == '"' || c == '\'' || c == '`') {
      quote = c;
      return Verdict.OPEN;
    }
    if (c == '\\') {
      backslashes++;
      return backslashes <= 3 ? Verdict.OPEN : Verdict.OVER;
    }
    if (first && (separator == ':' && c == '=' || separator == '=' && c == '>')) {
      return Verdict.OPEN;
    }
    boolean mark = separator == ':' && YAML_MARKS.indexOf(c) >= 0;
    if (backslashes > 0 || mark || c == separator || EXPRESSIONS.indexOf(c) >= 0) {
      return Verdict.OVER;
    }
    return bare(c);
  }

  private Verdict bare(int c) {
    String ends = isVariable() ? VARIABLE_ENDS : ENDS;
    return ends.indexOf(c) >= 0 ? end() : add(c);
  }

  private boolean isVariable() {
    return variable && blanks == 0;
  }

  private Verdict quoted(int c) {
    if (escaped) {
      escaped = false;
      return add(c);
    }
    if (c == quote || c == '\\' && backslashes > 0) {
      return end();
    }
    if (c == ' ' || c == '\t') {
      // A sentence.
      return Verdict.OVER;
    }
    escaped = c == '\\';
    return add(c);
  }

  private Verdict add(int c) {
    if (secret) {
      return Verdict.SECRET;
    }
    value[count++] = (byte) c;
    if (count < MOST) {
      return Verdict.HOLD;
    }
    secret = isSecret();
    return secret ? Verdict.SECRET : Verdict.OVER;
  }

  private Verdict end() {
    return !secret && isSecret() ? Verdict.FOUND : Verdict.OVER;
  }

  private boolean isSecret() {
    Literal.Form form =
        quote != 0 ? Literal.Form.QUOTED : isVariable() ? Literal.Form.VARIABLE : Literal.Form.BARE;
    return literal.isSecret(value, count, form, password);
  }

  @Override
  boolean wouldBeSecret() {
    secret = secret || isSecret();
    return secret;
  }
}
