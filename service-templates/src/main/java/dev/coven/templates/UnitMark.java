package dev.coven.templates;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first comment of every file that we write. It tells our files from those that somebody else
 * put in their place, and old ones from current ones.
 *
 * @param version of the program that wrote the file
 * @param template the first {@value #HASH_DIGITS} hex digits of the SHA-256 of the template's
 *     source
 */
public record UnitMark(String version, String template) {
  private static final int HASH_DIGITS = 12;

  /** As in Semantic Versioning, but no "--", which may not stand in an XML comment. */
  static final Pattern VERSION = Pattern.compile("[0-9A-Za-z]+(?:[.+_-][0-9A-Za-z]+)*");

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{" + HASH_DIGITS + "}");

  private static final Pattern LINE =
      Pattern.compile(
          "(?:#|<!--) Managed by Coven: version=(" + VERSION + ") template=(" + HASH + "); .*");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@link #parse} would not find this mark again
   */
  public UnitMark {
    if (!VERSION.matcher(version).matches() || !HASH.matcher(template).matches()) {
      throw new IllegalArgumentException("no mark: " + version + ", " + template);
    }
  }

  /** The mark of what this version makes of a template. */
  static UnitMark of(String version, String templateSource) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(templateSource.getBytes(StandardCharsets.UTF_8));
      return new UnitMark(version, HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What stands in the comment, without the signs that make it one. */
  public String text() {
    return "Managed by Coven: version=%s template=%s; ".formatted(version, template)
        + "written by \"coven daemon start\", changes are overwritten";
  }

  /**
   * Finds the mark in a unit or property list.
   *
   * @param file the file's whole text, from whomever
   * @return the mark, or nothing if the first comment is another one. A property list that some
   *     tool wrote anew has lost its comments: it counts as somebody else's
   */
  public static Optional<UnitMark> parse(String file) {
    return file.lines()
        .filter(line -> line.startsWith("#") || line.startsWith(";") || line.contains("<!--"))
        .findFirst()
        .map(LINE::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> new UnitMark(matcher.group(1), matcher.group(2)));
  }
}
