package dev.coven.bench;

import dev.coven.torture.Printed;
import dev.coven.torture.Printed.Manner;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

/** What two daemons are compared by: sessions on terminals, launched one right after another. */
enum Work {
  ONE("one session", 1, 600_000),
  MANY("20 sessions", 20, 30_000),
  REPLIES("50 short replies", 50, 3);

  private static final int STRIDE = 7919;

  private final String text;
  private final int sessions;
  private final long lines;

  Work(String text, int sessions, long lines) {
    this.text = text;
    this.sessions = sessions;
    this.lines = lines;
  }

  String text() {
    return text;
  }

  /** Whether the next session is launched only when the last one has ended. */
  boolean oneByOne() {
    return this == REPLIES;
  }

  /** What is printed, the same in each round. */
  List<Printed> printed() {
    return IntStream.range(0, sessions)
        .mapToObj(
            i ->
                new Printed(
                    "work" + i, 1 + i * STRIDE, lines, 0, EnumSet.of(Manner.TERMINAL, Manner.BULK)))
        .toList();
  }
}
