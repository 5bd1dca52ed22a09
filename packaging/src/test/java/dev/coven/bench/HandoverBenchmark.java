package dev.coven.bench;

import com.google.gson.JsonObject;
import dev.coven.handover.TrialRun;
import dev.coven.kit.LabService;
import dev.coven.kit.Machine;
import dev.coven.kit.Machines;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Twenty sessions and eight clients through many restarts under systemd: {@code handover
 * [--restarts N] [--seed S]}. It fails when a single byte, line of input or exit code is not as it
 * must be.
 */
final class HandoverBenchmark implements Benchmark {
  private static final String RESTARTS = "50";
  private static final double ANSWERED_MILLIS = 20;
  private static final double PRINTED_MILLIS = 25;

  /** Worst waits, in milliseconds: after a kill, systemd waits RestartSec first. */
  private static final Map<String, Double> WAITS =
      Map.of("restart", 1000.0, "exit", 1000.0, "kill", 1100.0);

  private final Options options;

  HandoverBenchmark(Options options) {
    this.options = options;
  }

  @Override
  public void run(Report report) throws Exception {
    int restarts = Integer.parseInt(options.get("restarts", RESTARTS));
    long drawn = ThreadLocalRandom.current().nextInt(1_000_000);
    long seed = Long.parseLong(options.get("seed", Long.toString(drawn)));
    System.err.printf("handover: %d restarts, repeat with --seed %d%n", restarts, seed);
    JsonObject result;
    try (Machine machine = Machines.withImage()) {
      LabService service = LabService.of(machine, "handover");
      service.start();
      result = new TrialRun(machine, service).run(restarts, seed, true, System.err);
      service.daemon("uninstall").expect(0);
    }
    if (result.get("refused").getAsInt() > 0 || result.get("brokenWithoutKill").getAsInt() > 0) {
      throw new AssertionError(result.toString());
    }
    report.add(
        Figure.below(
            "launch to 201",
            result.get("launchAnsweredMillis").getAsDouble(),
            "ms",
            ANSWERED_MILLIS,
            "median, in a scope of its own"));
    report.add(
        Figure.below(
            "launch to first output",
            result.get("launchPrintedMillis").getAsDouble(),
            "ms",
            PRINTED_MILLIS,
            "median, seen by a client"));
    for (Map.Entry<String, ?> worst : result.getAsJsonObject("worstMillis").entrySet()) {
      double millis = result.getAsJsonObject("worstMillis").get(worst.getKey()).getAsDouble();
      report.add(
          Figure.below(
              "worst wait, " + worst.getKey(), millis, "ms", WAITS.get(worst.getKey()), ""));
    }
    report.add(
        Figure.plain(
            "restarts",
            restarts,
            "",
            "of %s sessions, seed %d".formatted(word(result, "sessions"), seed)));
    report.add(
        Figure.plain(
            "requests",
            result.get("requests").getAsDouble(),
            "",
            "none refused, %s broken by a kill".formatted(word(result, "broken"))));
    report.add(
        Figure.plain(
            "output",
            result.get("bytes").getAsDouble() / 1e6,
            "MB",
            "each byte as printed; each of " + word(result, "typed") + " typed lines heard once"));
  }

  private static String word(JsonObject result, String name) {
    return result.get(name).getAsString();
  }
}
