package dev.coven.privacy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is a secret: the shapes that Coven knows, and the user's own patterns. Immutable and
 * thread-safe.
 */
public final class SecretRules {
  private static final SecretRules BUILT_IN = new SecretRules(List.of());

  private final List<UserPattern> patterns;

  private SecretRules(List<UserPattern> patterns) {
    this.patterns = patterns;
  }

  /** The shapes that Coven knows, and no more. */
  public static SecretRules builtIn() {
    return BUILT_IN;
  }

  /**
   * The shapes that Coven knows, and the user's own.
   *
   * @param patterns regular expressions of RE2, which match in time linear in the length of the
   *     text; all that one matches is a secret. They see a line at a time, without its escape
   *     sequences
   * @return the rules
   * @throws IllegalArgumentException naming the first pattern that cannot be used, and why
   */
  public static SecretRules with(List<String> patterns) {
    if (patterns.isEmpty()) {
      return BUILT_IN;
    }
    List<UserPattern> compiled = new ArrayList<>();
    for (String pattern : patterns) {
      compiled.add(compile(pattern));
    }
    return new SecretRules(List.copyOf(compiled));
  }

  private static UserPattern compile(String text) {
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.matcher("").find()) {
        throw new IllegalArgumentException(
            "the pattern for secrets \"" + text + "\" matches the empty text");
      }
      return new UserPattern(pattern, LiteralPrefix.of(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the pattern for secrets \"" + text + "\" cannot be used: " + e.getDescription(), e);
    }
  }

  /** What masks by these rules in one new stream. */
  Stage newStage() {
    return patterns.isEmpty()
        ? new SecretScanner()
        : new PatternStage(patterns, new SecretScanner());
  }
}
