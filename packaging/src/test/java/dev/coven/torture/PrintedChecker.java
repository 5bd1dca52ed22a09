package dev.coven.torture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Compares what arrives with what was printed, byte for byte and from its begin. */
public final class PrintedChecker {
  private final Printed printed;
  private final PrintedLines lines;
  private byte[] line = new byte[0];
  private int at;
  private long bytes;

  PrintedChecker(Printed printed) {
    this.printed = printed;
    this.lines = new PrintedLines(printed);
  }

  /**
   * Takes the bytes that follow those taken before.
   *
   * @throws AssertionError when others were printed there
   */
  public void accept(byte[] data) {
    for (int from = 0; from < data.length; ) {
      if (at == line.length) {
        if (!lines.hasNext()) {
          throw new AssertionError(
              "%s: %d bytes behind the last line, which ends at byte %d"
                  .formatted(printed, data.length - from, bytes));
        }
        line = lines.next();
        at = 0;
      }
      int count = Math.min(line.length - at, data.length - from);
      int wrong = Arrays.mismatch(data, from, from + count, line, at, at + count);
      if (wrong >= 0) {
        throw new AssertionError(
            "%s: at byte %d, in line %d: printed was \"%s\", but kept is \"%s\""
                .formatted(
                    printed,
                    bytes + wrong,
                    lines.number() - 1,
                    text(line, 0, line.length),
                    text(data, from, Math.min(data.length, from + line.length))));
      }
      at += count;
      from += count;
      bytes += count;
    }
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** How many bytes were compared. */
  public long bytes() {
    return bytes;
  }

  /**
   * Requires that nothing is missing.
   *
   * @throws AssertionError when something is
   */
  public void requireWhole() {
    if (lines.hasNext() || at != line.length) {
      throw new AssertionError(
          "%s: the last line kept is %d, of which %d of %d bytes"
              .formatted(printed, lines.number() - 1, at, line.length));
    }
  }
}
