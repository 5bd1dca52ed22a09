package dev.coven.bench;

import dev.coven.kit.Coven;
import dev.coven.kit.Samples;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;

/** From the exec of {@code daemon serve} to the first answer that all is well. */
final class StartBenchmark implements Benchmark {
  private static final int ROUNDS = 11;
  private static final double GOAL_MILLIS = 500;

  @Override
  public void run(Report report) throws Exception {
    Samples samples = new Samples();
    try (TempHome home = TempHome.create()) {
      for (int i = 0; i <= ROUNDS; i++) {
        long begin = System.nanoTime();
        try (ServingDaemon daemon = Coven.with(home).serve()) {
          long nanos = System.nanoTime() - begin;
          // The first one makes the ledger, and warms the page cache.
          if (i > 0) {
            samples.add(nanos);
          }
          int exit = daemon.stop();
          if (exit != 0) {
            throw new AssertionError("stopped with " + exit + ": " + daemon.said());
          }
        }
      }
    }
    report.add(
        Figure.below(
            "start to ready",
            samples.medianMillis(),
            "ms",
            GOAL_MILLIS,
            "median; " + samples.range()));
    BareJava.report(report, ROUNDS);
  }
}
