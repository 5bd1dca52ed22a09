package dev.coven.bench;

import dev.coven.torture.Torture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * The long form of the torture test: {@code torture [--kills N] [--seed S]}. It fails when a single
 * byte, status or number is not as it must be; its figures only tell how much was tried.
 */
final class TortureBenchmark implements Benchmark {
  private static final String KILLS = "200";

  private final Options options;

  TortureBenchmark(Options options) {
    this.options = options;
  }

  @Override
  public void run(Report report) throws Exception {
    int kills = Integer.parseInt(options.get("kills", KILLS));
    long drawn = ThreadLocalRandom.current().nextInt(1_000_000);
    long seed = Long.parseLong(options.get("seed", Long.toString(drawn)));
    System.err.printf("torture: %d kills, repeat with --seed %d%n", kills, seed);
    String refusal = Torture.diskRefusal();
    if (!refusal.isEmpty()) {
      System.err.println(
          "skipped: the disk is not filled, because it cannot be mounted: " + refusal);
    }
    Torture torture = new Torture(seed, kills, refusal.isEmpty(), System.err);
    long begin = System.nanoTime();
    torture.run();
    double seconds = (System.nanoTime() - begin) / 1e9;
    String ends =
        torture.statuses().entrySet().stream()
            .map(end -> end.getValue() + " " + end.getKey())
            .collect(Collectors.joining(", "));
    report.add(Figure.plain("kills", kills, "", "%s, seed %d".formatted(torture.moments(), seed)));
    report.add(Figure.plain("sessions", torture.sessions(), "", ends));
    report.add(
        Figure.plain(
            "output kept",
            torture.bytes() / 1e6,
            "MB",
            "each byte as printed, by API and by SQLite; " + torture.homes() + " ledgers sound"));
    report.add(
        Figure.plain(
            "start after a kill",
            torture.medianStartMillis(),
            "ms",
            "median, recovery included; max " + torture.longestStartMillis() + " ms"));
    report.add(Figure.plain("duration", seconds, "s", ""));
  }
}
