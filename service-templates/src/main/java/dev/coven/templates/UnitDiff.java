package dev.coven.templates;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference of two small texts in the unified format that {@code diff -u} prints. Lines are
 * those of the texts, unescaped: whoever prints what others wrote makes it safe first.
 */
public final class UnitDiff {
  /** Unchanged lines shown around a change, as everywhere. */
  private static final int CONTEXT = 3;

  private UnitDiff() {}

  /**
   * Compares line by line. Memory and time grow with the product of the lengths: meant for unit
   * files, not for logs.
   *
   * @param oldName what stands behind {@code ---}
   * @param oldText the text before
   * @param newName what stands behind {@code +++}
   * @param newText the text after
   * @return the difference, ending in a newline; empty if the texts are equal
   */
  public static String unified(String oldName, String oldText, String newName, String newText) {
    if (oldText.equals(newText)) {
      return "";
    }
    var script = script(lines(oldText), lines(newText));
    var diff = new StringBuilder("--- " + oldName + "\n+++ " + newName + "\n");
    int next = 0;
    while ((next = firstChange(script, next)) < script.size()) {
      int end = hunkEnd(script, next);
      hunk(script, Math.max(0, next - CONTEXT), Math.min(script.size(), end + CONTEXT), diff);
      next = end;
    }
    return diff.toString();
  }

  /** A line of either text behind its sign: blank (in both), minus (old only), plus (new only). */
  private record Edit(char sign, String line) {
    boolean inOld() {
      return sign != '+';
    }

    boolean inNew() {
      return sign != '-';
    }
  }

  /** The lines; a last one that no newline ends says so, as diff does, and differs by it. */
  private static List<String> lines(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    var last = lines.removeLast();
    if (!last.isEmpty()) {
      lines.add(last + "\n\\ No newline at end of file");
    }
    return lines;
  }

  /** The shortest way from one to the other, by their longest common subsequence. */
  private static List<Edit> script(List<String> before, List<String> after) {
    // common[i][j]: how many lines the rests from i and from j have in common
    var common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    var script = new ArrayList<Edit>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        script.add(new Edit(' ', before.get(i++)));
        j++;
      } else if (j == after.size() || i < before.size() && common[i + 1][j] >= common[i][j + 1]) {
        script.add(new Edit('-', before.get(i++)));
      } else {
        script.add(new Edit('+', after.get(j++)));
      }
    }
    return script;
  }

  private static int firstChange(List<Edit> script, int from) {
    int at = from;
    while (at < script.size() && script.get(at).sign() == ' ') {
      at++;
    }
    return at;
  }

  /** Behind the last change that is so near to the one before that their contexts touch. */
  private static int hunkEnd(List<Edit> script, int firstChange) {
    int end = firstChange + 1;
    int next = firstChange(script, end);
    while (next < script.size() && next - end <= 2 * CONTEXT) {
      end = next + 1;
      next = firstChange(script, end);
    }
    return end;
  }

  private static void hunk(List<Edit> script, int from, int to, StringBuilder diff) {
    var before = script.subList(0, from);
    var within = script.subList(from, to);
    long oldLines = within.stream().filter(Edit::inOld).count();
    long newLines = within.stream().filter(Edit::inNew).count();
    diff.append("@@ -")
        .append(range(before.stream().filter(Edit::inOld).count(), oldLines))
        .append(" +")
        .append(range(before.stream().filter(Edit::inNew).count(), newLines))
        .append(" @@\n");
    within.forEach(edit -> diff.append(edit.sign()).append(edit.line()).append('\n'));
  }

  /** Counted from one; an empty range names the line before it. */
  private static String range(long before, long lines) {
    return (lines == 0 ? before : before + 1) + "," + lines;
  }
}
