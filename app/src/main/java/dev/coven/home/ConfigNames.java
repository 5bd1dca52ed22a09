package dev.coven.home;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Guesses which known name was meant by one that is not known. */
final class ConfigNames {
  private ConfigNames() {}

  /**
   * The known table or key that is nearest.
   *
   * @param path what stands in the file, in full
   * @return a name in full; empty when none is like it
   */
  static Optional<String> nearest(String path) {
    Stream<String> tables = Arrays.stream(ConfigKey.values()).map(ConfigKey::table);
    Stream<String> keys = Arrays.stream(ConfigKey.values()).map(ConfigKey::path);
    return Stream.concat(tables, keys)
        .distinct()
        .min(Comparator.comparingInt((String known) -> distance(path, known)))
        .filter(known -> distance(path, known) <= Math.max(1, last(path).length() / 3));
  }

  /** A key in another table than its own is still that key. */
  private static int distance(String path, String known) {
    return Math.min(edits(path, known), 1 + edits(last(path), last(known)));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Levenshtein's: how many characters to change, add or leave out. Dash and underscore agree. */
  private static int edits(String from, String to) {
    int[] costs = new int[to.length() + 1];
    Arrays.setAll(costs, j -> j);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = costs[0];
      costs[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same = plain(from.charAt(i - 1)) == plain(to.charAt(j - 1));
        int changed = diagonal + (same ? 0 : 1);
        diagonal = costs[j];
        costs[j] = Math.min(changed, 1 + Math.min(costs[j], costs[j - 1]));
      }
    }
    return costs[to.length()];
  }

  private static char plain(char c) {
    return c == '_' ? '-' : Character.toLowerCase(c);
  }
}
