package dev.coven.bench;

import dev.coven.kit.Api;
import dev.coven.kit.Coven;
import dev.coven.kit.Memory;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import java.time.Duration;

/** A daemon with nothing to do: its memory, and whether it really does nothing. */
final class IdleBenchmark implements Benchmark {
  private static final Duration QUIET = Duration.ofSeconds(10);
  private static final double GOAL_MEGABYTES = 90;

  @Override
  public void run(Report report) throws Exception {
    try (TempHome home = TempHome.create();
        ServingDaemon daemon = Coven.with(home).serve()) {
      double before = Processor.millis(daemon.pid());
      // Nothing is waited for here: the time itself is what is measured.
      Thread.sleep(QUIET);
      double spent = (Processor.millis(daemon.pid()) - before) / QUIET.toSeconds();
      report.add(
          Figure.below(
              "idle memory",
              Memory.of(daemon.pid(), "VmRSS"),
              "MB",
              GOAL_MEGABYTES,
              "VmRSS after %d s; %.0f of it are mapped files"
                  .formatted(QUIET.toSeconds(), Memory.of(daemon.pid(), "RssFile"))));
      report.add(Figure.plain("idle processor time", spent, "ms/s", "user and system"));
      try (Api api = daemon.api()) {
        if (!api.health().get("ok").getAsBoolean()) {
          throw new AssertionError("not well after " + QUIET);
        }
      }
    }
  }
}
