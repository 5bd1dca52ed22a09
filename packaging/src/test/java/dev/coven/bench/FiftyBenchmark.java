package dev.coven.bench;

import dev.coven.kit.Coven;
import dev.coven.kit.Memory;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import dev.coven.torture.Crowd;
import dev.coven.torture.Fairness;
import java.util.Locale;

/** Fifty sessions that print at once, each on a terminal: complete, fair, and in bounded memory. */
final class FiftyBenchmark implements Benchmark {
  private static final int SESSIONS = 50;

  /** About 4 MB each. */
  private static final long LINES = 60_000;

  /**
   * The slowest may be at half of the median. The queue serves sessions in turn, so only the
   * kernel's own scheduling of fifty harnesses and readers on few processors parts them.
   */
  private static final double FAIR = 0.5;

  /** The heap may take 64 MB, an idle daemon has 65; the rest is for a hundred threads. */
  private static final double MEGABYTES = 200;

  @Override
  public void run(Report report) throws Exception {
    try (TempHome home = TempHome.create();
        ServingDaemon daemon = Coven.with(home).serve()) {
      Crowd crowd = new Crowd(home, daemon, SESSIONS, LINES);
      crowd.print();
      double peak = Memory.of(daemon.pid(), "VmHWM");
      double anonymous = Memory.of(daemon.pid(), "RssAnon");
      crowd.requireComplete();
      Fairness fairness = crowd.fairness();
      report.add(
          Figure.plain(
              "50 sessions at once",
              crowd.bytes() / 1e6 / crowd.seconds(),
              "MB/s",
              String.format(Locale.ROOT, "%.0f MB in all, every byte", crowd.bytes() / 1e6)));
      report.add(
          Figure.atLeast(
              "slowest to median",
              fairness.worstShare(),
              "",
              FAIR,
              "at its worst, over %d events".formatted(fairness.events())));
      report.add(
          Figure.plain(
              "longest silence of a session", fairness.longestSilence(), "ms", "between events"));
      report.add(
          Figure.plain(
              "queue at most",
              crowd.mostQueued() / 1e6,
              "MB",
              String.format(
                  Locale.ROOT, "may hold %.2f; %d looks", crowd.capacity() / 1e6, crowd.looks())));
      report.add(
          Figure.below(
              "memory at most",
              peak,
              "MB",
              MEGABYTES,
              String.format(Locale.ROOT, "VmHWM; %.0f MB anonymous at the end", anonymous)));
    }
  }
}
