package dev.coven.privacy;

/** Decides whether the value of a pair such as {@code password=…} is written there as it is. */
final class Literal {
  /** The fewest characters of a secret. */
  static final int LEAST = 8;

  /** The least entropy of a secret, in bits a character (Shannon, of its own characters). */
  static final double LEAST_ENTROPY = 3.0;

  /** What stands in a value that is filled in later. */
  private static final String[] TEMPLATES = {"${", "$(", "{{", "#{", "<%"};

  /** How a value stands in the text. */
  enum Form {
    /** In quotes. */
    QUOTED,
    /** {@code NAME=value} without blanks, as a shell or a file of environment variables has it. */
    VARIABLE,
    /** Without quotes: it may be an expression of a programming language. */
    BARE
  }

  private static final int MOST_DIGITS_OF_A_NAME = 3;

  private final int[] counts = new int[256];

  /**
   * Whether a value is a secret.
   *
   * @param value its bytes
   * @param length how many of them
   * @param form how it stands in the text
   * @param password whether the key says that it is a password, which may be made of words
   */
  boolean isSecret(byte[] value, int length, Form form, boolean password) {
    return length >= LEAST
        && !isTemplate(value, length)
        && !isPath(value, length)
        && !(form == Form.BARE && isExpression(value, length))
        && !(password && form != Form.BARE ? isForeign(value, length) : isName(value, length, form))
        && entropy(value, length) >= LEAST_ENTROPY;
  }

  private double entropy(byte[] value, int length) {
    for (int i = 0; i < length; i++) {
      counts[value[i] & 0xff]++;
    }
    double sum = 0;
    for (int i = 0; i < length; i++) {
      int count = counts[value[i] & 0xff];
      if (count > 0) {
        sum += count * Math.log((double) length / count);
        counts[value[i] & 0xff] = 0;
      }
    }
    return sum / length / Math.log(2);
  }

  private static boolean isTemplate(byte[] value, int length) {
    if (value[0] == '$' || value[0] == '%' && (value[length - 1] == '%' || value[1] == '(')) {
      return true;
    }
    for (String template : TEMPLATES) {
      for (int i = 0; i + 1 < length; i++) {
        if (value[i] == template.charAt(0) && value[i + 1] == template.charAt(1)) {
          return true;
        }
      }
    }
    return false;
  }

  /** An absolute path or one from here, and a URL; what stands between its slashes is words. */
  private static boolean isPath(byte[] value, int length) {
    boolean begins =
        value[0] == '/'
            || value[0] == '~'
            || value[0] == '.' && (value[1] == '/' || value[1] == '.');
    boolean scheme = false;
    for (int i = 1; i + 2 < length && !scheme; i++) {
      scheme = value[i] == ':' && (value[i + 1] == '/' || value[i + 1] == '\\');
    }
    return scheme || begins && Words.make(value, length);
  }

  /** A call, an index, an operator, a member of something, a name of several words. */
  private static boolean isExpression(byte[] value, int length) {
    int digits = 0;
    int joints = 0;
    int others = 0;
    for (int i = 0; i < length; i++) {
      int c = value[i] & 0xff;
      digits += Characters.in(c, Characters.DIGIT) ? 1 : 0;
      joints += c == '.' || c == '_' ? 1 : 0;
      others += c != '.' && c != '_' && !Characters.in(c, Characters.WORD) ? 1 : 0;
    }
    if (joints > 0 && others == 0 && digits <= MOST_DIGITS_OF_A_NAME) {
      return true;
    }
    for (int i = 0; i < length; i++) {
      boolean arrow = i > 0 && value[i] == ':' && value[i - 1] == ':';
      if (value[i] == '(' || value[i] == '[' || value[i] == '{' || arrow) {
        return true;
      }
    }
    return false;
  }

  /** The word for password in another language. */
  private static boolean isForeign(byte[] value, int length) {
    int others = 0;
    for (int i = 0; i < length; i++) {
      others += value[i] < 0 ? 1 : 0;
    }
    return 2 * others >= length;
  }

  /** Words: a name, the text of a message, the word for a kind of token. */
  private static boolean isName(byte[] value, int length, Form form) {
    int digits = 0;
    int letters = 0;
    int others = 0;
    for (int i = 0; i < length; i++) {
      int c = value[i] & 0xff;
      digits += Characters.in(c, Characters.DIGIT) ? 1 : 0;
      letters += Characters.in(c, Characters.UPPER | Characters.LOWER) ? 1 : 0;
      others += Characters.in(c, Characters.WORD) ? 0 : 1;
    }
    // A name in source code may hold a digit or two, but no signs.
    int fewDigits = form == Form.BARE && others == 0 ? 2 : 0;
    return isForeign(value, length)
        || letters > 0 && digits <= fewDigits && Words.make(value, length);
  }
}
