package dev.coven.bench;

import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.Samples;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;

/** {@code coven daemon status} of a running daemon, from exec to exit. */
final class StatusBenchmark implements Benchmark {
  private static final int ROUNDS = 20;
  private static final double GOAL_MILLIS = 120;

  @Override
  public void run(Report report) throws Exception {
    Samples samples = new Samples();
    try (TempHome home = TempHome.create()) {
      Coven coven = Coven.with(home);
      try (ServingDaemon daemon = coven.serve()) {
        for (int i = 0; i <= ROUNDS; i++) {
          CommandResult result = coven.run("daemon", "status").expect(0);
          if (!result.out().contains("pid " + daemon.pid())) {
            throw new AssertionError("not the daemon's pid: " + result);
          }
          if (i > 0) {
            samples.add(result.nanos());
          }
        }
      }
    }
    report.add(
        Figure.below(
            "coven daemon status",
            samples.medianMillis(),
            "ms",
            GOAL_MILLIS,
            "median; " + samples.range()));
    BareJava.report(report, ROUNDS);
  }
}
