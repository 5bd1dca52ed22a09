package dev.coven.update;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version number, ordered as <a href="https://semver.org/#spec-item-11">Semantic Versioning</a>
 * has it. Build metadata has no place in it: two releases never differ by that alone.
 *
 * @param text such as {@code 0.2.0} or {@code 0.2.0-rc.1}
 */
public record Version(String text) implements Comparable<Version> {
  /** Also a directory's name: nothing in it can lead out of one. Nine digits fit into an int. */
  private static final Pattern FORM =
      Pattern.compile(
          "(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})"
              + "(?:-([0-9A-Za-z-]{1,32}(?:\\.[0-9A-Za-z-]{1,32}){0,3}))?");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException when it is no version
   */
  public Version {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a version");
    }
  }

  @Override
  public int compareTo(Version other) {
    Matcher mine = match();
    Matcher theirs = other.match();
    for (int part = 1; part <= 3; part++) {
      int order =
          Integer.compare(Integer.parseInt(mine.group(part)), Integer.parseInt(theirs.group(part)));
      if (order != 0) {
        return order;
      }
    }
    return comparePreviews(mine.group(4), theirs.group(4));
  }

  private Matcher match() {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException("a version that was checked is none");
    }
    return matcher;
  }

  /** A version without a preview's mark follows all its previews. */
  private static int comparePreviews(String mine, String theirs) {
    if (mine == null || theirs == null) {
      return Boolean.compare(mine == null, theirs == null);
    }
    String[] left = mine.split("\\.");
    String[] right = theirs.split("\\.");
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int order = compareWords(left[i], right[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static int compareWords(String mine, String theirs) {
    boolean number = NUMBER.matcher(mine).matches();
    if (number != NUMBER.matcher(theirs).matches()) {
      return number ? -1 : 1;
    }
    return number ? new BigInteger(mine).compareTo(new BigInteger(theirs)) : mine.compareTo(theirs);
  }

  @Override
  public String toString() {
    return text;
  }
}
