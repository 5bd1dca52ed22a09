package dev.coven.bench;

import dev.coven.kit.Image;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast secrets are looked for in what a harness prints, in a JVM with the daemon's options. The
 * write path as a whole does 50 MB/s, of which this must be a small part.
 */
final class RedactionBenchmark implements Benchmark {
  private static final double LOG_GOAL = 400;
  private static final double SCREEN_GOAL = 200;

  @Override
  public void run(Report report) throws IOException, InterruptedException {
    Map<String, double[]> best = measure();
    add(report, "redaction, build log", best.get("log"), LOG_GOAL);
    add(report, "redaction, full screen", best.get("screen"), SCREEN_GOAL);
  }

  private static void add(Report report, String name, double[] best, double goal) {
    report.add(
        Figure.atLeast(
            name,
            best[1],
            "MB/s",
            goal,
            "best round, processor time; %.0f %% of a plain copy and scan (%.0f MB/s)"
                .formatted(100 * best[1] / best[0], best[0])));
  }

  /** For each text the best rate of a plain scan, and of the redactor. */
  private static Map<String, double[]> measure() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Image.underTest().java().toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                RedactionLoop.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("the loop ended with " + process.exitValue());
    }
    Map<String, double[]> best = new LinkedHashMap<>();
    for (String line : printed.lines().toList()) {
      String[] words = line.split(" ");
      double[] rates = best.computeIfAbsent(words[0], _ -> new double[2]);
      rates[0] = Math.max(rates[0], Double.parseDouble(words[1]));
      rates[1] = Math.max(rates[1], Double.parseDouble(words[2]));
    }
    return best;
  }
}
