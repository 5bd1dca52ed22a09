package dev.coven.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * All processes, at one look. Reading them takes milliseconds, and at the end of a daemon many
 * sessions look at once: whoever waits for a look that begins after he asked shares it with all
 * others who do.
 */
final class ProcessTable {
  /** Without marks, which cost as much again. */
  private static final ProcessTable PLAIN = new ProcessTable(false);

  private static final ProcessTable MARKED = new ProcessTable(true);

  private final boolean marked;
  private Look latest;
  private long latestBegan;

  private ProcessTable(boolean marked) {
    this.marked = marked;
  }

  /**
   * What was seen.
   *
   * @param processes all of them, by their numbers
   * @param marks the processes that carry a session's id in their environment, by that id; empty
   *     when nobody wanted to know
   */
  record Look(Map<Long, ProcStat> processes, Map<String, Set<Long>> marks) {}

  /**
   * Looks.
   *
   * @param withMarks whether at environments, too
   * @return what is there now, and not what was there before this was called
   */
  static Look look(boolean withMarks) {
    return (withMarks ? MARKED : PLAIN).look();
  }

  private Look look() {
    long asked = System.nanoTime();
    synchronized (this) {
      if (latest == null || latestBegan - asked < 0) {
        latestBegan = System.nanoTime();
        Map<Long, ProcStat> processes = Map.copyOf(ProcStat.all());
        latest = new Look(processes, marked ? marks(processes.keySet()) : Map.of());
      }
      return latest;
    }
  }

  private static Map<String, Set<Long>> marks(Set<Long> pids) {
    Map<String, Set<Long>> marks = new HashMap<>();
    for (long pid : pids) {
      SessionVariable.of(pid)
          .ifPresent(session -> marks.computeIfAbsent(session, _ -> new HashSet<>()).add(pid));
    }
    return marks;
  }
}
