package dev.coven.handover;

import dev.coven.torture.PrintedChecker;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Compares all that a session says, from its first byte to its last. Confined to one thread. */
final class Listener {
  private static final String HEARD = "heard ";
  private static final String OVER = "over ";

  private final Talk talk;
  private final PrintedChecker checker;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<Integer> heard = new ArrayList<>();
  private long lines;
  private long bytes;
  private long announced = -1;

  Listener(Talk talk) {
    this.talk = talk;
    this.checker = talk.printed().checker();
  }

  /**
   * Takes the bytes that follow those taken before.
   *
   * @throws AssertionError when they are not what the session said there
   */
  void accept(byte[] said) {
    bytes += said.length;
    int from = 0;
    for (int i = 0; i < said.length; i++) {
      if (said[i] == '\n') {
        line.write(said, from, i + 1 - from);
        from = i + 1;
        take(line.toByteArray());
        line.reset();
      }
    }
    line.write(said, from, said.length - from);
  }

  private void take(byte[] whole) {
    String text = new String(whole, StandardCharsets.UTF_8).stripTrailing();
    if (text.startsWith(HEARD)) {
      heard.add(Integer.parseInt(text.substring(HEARD.length())));
    } else if (announced >= 0) {
      throw new AssertionError(talk + ": said after its last line: " + text);
    } else if (text.startsWith(OVER)) {
      announced = Long.parseLong(text.substring(OVER.length()));
    } else {
      checker.accept(whole);
      lines++;
    }
  }

  /**
   * Requires that nothing is missing at the end.
   *
   * @throws AssertionError when something is
   */
  void requireWhole() {
    if (announced != lines || line.size() > 0) {
      throw new AssertionError(
          "%s: %d lines of %d, and then \"%s\""
              .formatted(talk, lines, announced, line.toString(StandardCharsets.UTF_8)));
    }
  }

  /** The numbers that it repeated, in their order. */
  List<Integer> heard() {
    return List.copyOf(heard);
  }

  long bytes() {
    return bytes;
  }
}
