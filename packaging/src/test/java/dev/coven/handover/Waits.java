package dev.coven.handover;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long clients waited, what was refused and what broke. Safe for all threads. */
final class Waits {
  /** From the first try to the answer. */
  private record Answer(long begin, long end) {}

  /** A request that had been sent and got no answer. */
  private record Broken(long begin, long end, String what) {}

  private record Change(End end, long begin, long over) {}

  private final List<Answer> answers = new ArrayList<>();
  private final List<Broken> broken = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  synchronized void answered(long begin) {
    answers.add(new Answer(begin, System.nanoTime()));
  }

  synchronized void refused(String why) {
    refused.add(why);
  }

  synchronized void broke(long begin, String what) {
    broken.add(new Broken(begin, System.nanoTime(), what));
  }

  /** A daemon gave way to the next one, which answers now. */
  synchronized void changed(End end, long begin) {
    changes.add(new Change(end, begin, System.nanoTime()));
  }

  synchronized int answers() {
    return answers.size();
  }

  synchronized List<String> refusals() {
    return List.copyOf(refused);
  }

  /** The longest wait of a request that met such an end, in milliseconds. */
  synchronized Map<End, Double> worstMillis() {
    Map<End, Double> worst = new EnumMap<>(End.class);
    for (Change change : changes) {
      for (Answer answer : answers) {
        if (answer.begin < change.over && answer.end > change.begin) {
          worst.merge(change.end, (answer.end - answer.begin) / 1e6, Math::max);
        }
      }
    }
    return worst;
  }

  /** What broke though no process was killed meanwhile. */
  synchronized List<String> brokenWithoutKill() {
    return broken.stream()
        .filter(
            each ->
                changes.stream()
                    .noneMatch(
                        change ->
                            change.end == End.KILL
                                && each.begin < change.over
                                && each.end > change.begin))
        .map(Broken::what)
        .toList();
  }

  /** How many broke in all. */
  synchronized int broken() {
    return broken.size();
  }
}
