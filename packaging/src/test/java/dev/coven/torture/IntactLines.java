package dev.coven.torture;

import java.nio.charset.StandardCharsets;

/**
 * Counts which of the printed lines were kept as they were printed, where others may be missing
 * between them. A byte that is no UTF-8 counts as kept when it was kept as U+FFFD.
 */
public final class IntactLines {
  private final PrintedLines lines;
  private final StringBuilder pending = new StringBuilder();
  private long count;
  private long bytes;

  /** What is left of this. */
  public IntactLines(Printed printed) {
    this.lines = new PrintedLines(printed);
  }

  /** Takes the text that was kept behind what was taken before. */
  public void accept(String text) {
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      pending.append(text, from, end + 1);
      line(pending.toString());
      pending.setLength(0);
      from = end + 1;
    }
    pending.append(text, from, text.length());
  }

  private void line(String kept) {
    long number = number(kept);
    if (number < lines.number()) {
      return;
    }
    while (lines.number() < number) {
      lines.skip();
    }
    byte[] printed = lines.next();
    if (new String(printed, StandardCharsets.UTF_8).equals(kept)) {
      count++;
      bytes += printed.length;
    }
  }

  /** The number that a line begins with, behind the tag, or -1. */
  private long number(String kept) {
    String[] words = kept.split(" ", 3);
    if (words.length < 3 || !words[0].equals(lines.tag())) {
      return -1;
    }
    try {
      long number = Long.parseLong(words[1]);
      return number < lines.limit() ? number : -1;
    } catch (NumberFormatException cut) {
      return -1;
    }
  }

  /** How many lines were kept whole. */
  public long count() {
    return count;
  }

  /** Their bytes, as printed. */
  public long bytes() {
    return bytes;
  }
}
