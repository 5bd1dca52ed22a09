package dev.coven.torture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines that a harness prints, one after another, as they leave its terminal or pipe. */
final class PrintedLines {
  private static final byte NO_UTF_8 = (byte) 0xff;

  private final Printed printed;
  private final byte[] end;
  private long number;
  private long value;

  PrintedLines(Printed printed) {
    this.printed = printed;
    this.value = printed.seed();
    this.end = (printed.isOnTerminal() ? "\r\n" : "\n").getBytes(StandardCharsets.US_ASCII);
  }

  String tag() {
    return printed.tag();
  }

  /** The number of the line that comes next. */
  long number() {
    return number;
  }

  /** How many lines there are in all. */
  long limit() {
    return printed.lines() == Printed.ENDLESS ? Long.MAX_VALUE : printed.lines();
  }

  boolean hasNext() {
    return number < limit();
  }

  /** Goes past a line without making it. */
  void skip() {
    value = value * Printed.MULTIPLIER % Printed.MODULUS;
    number++;
  }

  /** The next line, its end included. */
  byte[] next() {
    long its = number;
    skip();
    String text = "%s %d %d %s".formatted(printed.tag(), its, value, Printed.words(value));
    byte[] begin = text.getBytes(StandardCharsets.UTF_8);
    int broken = value % Printed.BROKEN_EVERY == 0 ? 1 : 0;
    byte[] line = Arrays.copyOf(begin, begin.length + broken + end.length);
    if (broken == 1) {
      line[begin.length] = NO_UTF_8;
    }
    System.arraycopy(end, 0, line, line.length - end.length, end.length);
    return line;
  }
}
