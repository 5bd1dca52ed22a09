package dev.coven.bench;

import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Coven;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * What it costs to show 60 MB again that a session printed: {@code coven attach} into a file, after
 * the session has ended. Told is processor time, which a busy machine changes less than the time on
 * the clock.
 */
final class ReplayBenchmark implements Benchmark {
  private static final long BYTES = 60_000_000;
  private static final int ROUNDS = 5;

  /** In milliseconds of processor time for each megabyte. */
  private static final double DAEMON_GOAL = 8;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * The second line of times(1posix): user and system time of the shell's children. A process that
   * has ended tells nobody else what it used.
   */
  private static final Pattern CHILDREN =
      Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s\\s*$");

  @Override
  public void run(Report report) throws Exception {
    try (TempHome home = TempHome.create()) {
      Path file = home.user().resolve("printed");
      PrintedText text = PrintedText.write(file, BYTES);
      home.harness("codex", "exec cat '" + file + "'");
      try (ServingDaemon daemon = Coven.with(home).serve()) {
        String id;
        try (Api api = daemon.api()) {
          id = api.launch(home.project(), "codex", "print");
          api.awaitEnd(id, LIMIT);
        }
        Path shown = home.user().resolve("shown");
        Coven client =
            Coven.with(home)
                .withLimit(LIMIT)
                .through("sh", "-c", "\"$@\" >\"$0\"; times >&2", shown.toString());
        double daemonBest = Double.MAX_VALUE;
        double clientBest = Double.MAX_VALUE;
        StringBuilder daemonRounds = new StringBuilder();
        StringBuilder clientRounds = new StringBuilder();
        for (int i = 0; i < ROUNDS; i++) {
          double begin = Processor.millis(daemon.pid());
          CommandResult result = client.run("attach", id).expect(0);
          double served = perMegabyte(Processor.millis(daemon.pid()) - begin, text);
          double read = perMegabyte(childrenMillis(result.err()), text);
          check(shown, text);
          daemonBest = Math.min(daemonBest, served);
          clientBest = Math.min(clientBest, read);
          daemonRounds.append(String.format(Locale.ROOT, " %.1f", served));
          clientRounds.append(String.format(Locale.ROOT, " %.1f", read));
        }
        report.add(
            Figure.below(
                "replay, the daemon's cost",
                daemonBest,
                "ms/MB",
                DAEMON_GOAL,
                "best of" + daemonRounds + "; processor time"));
        report.add(
            Figure.plain(
                "replay, the cost of coven attach",
                clientBest,
                "ms/MB",
                "best of" + clientRounds + "; its start included"));
      }
    }
  }

  private static double perMegabyte(double millis, PrintedText text) {
    return millis / (text.bytes() / 1e6);
  }

  private static double childrenMillis(String said) {
    Matcher times = CHILDREN.matcher(said);
    if (!times.find()) {
      throw new AssertionError("no times of the shell's children: " + said);
    }
    double minutes = Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(3));
    double seconds = Double.parseDouble(times.group(2)) + Double.parseDouble(times.group(4));
    return 1e3 * (60 * minutes + seconds);
  }

  private static void check(Path shown, PrintedText text) throws IOException {
    CRC32 crc = new CRC32();
    long bytes = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(shown)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
        bytes += count;
      }
    }
    text.check("coven attach", bytes, crc.getValue());
  }
}
