package dev.coven.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import dev.coven.kit.Api;
import dev.coven.kit.Coven;
import dev.coven.kit.Memory;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * 200 MB printed on a terminal: from the launch until the exit event can be read. Then every byte
 * is read back and compared.
 */
final class OutputBenchmark implements Benchmark {
  private static final long BYTES = 200_000_000;
  private static final int ROUNDS = 3;
  private static final double GOAL = 50;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Override
  public void run(Report report) throws Exception {
    try (TempHome home = TempHome.create()) {
      Path file = home.user().resolve("printed");
      PrintedText text = PrintedText.write(file, BYTES);
      home.harness("codex", "exec cat '" + file + "'");
      double bare = 0;
      double best = 0;
      double back = 0;
      StringBuilder rounds = new StringBuilder();
      try (ServingDaemon daemon = Coven.with(home).serve()) {
        for (int i = 0; i < ROUNDS; i++) {
          bare = Math.max(bare, readBare(home, text));
          double rate;
          String id;
          try (Api api = daemon.api()) {
            long begin = System.nanoTime();
            id = api.launch(home.project(), "codex", "print");
            api.awaitEnd(id, LIMIT);
            rate = rate(text.bytes(), begin);
          }
          rounds.append(" %.0f".formatted(rate));
          best = Math.max(best, rate);
          back = Math.max(back, readBack(daemon, id, text));
        }
        report.add(
            Figure.atLeast(
                "output, terminal to ledger",
                best,
                "MB/s",
                GOAL,
                "best of%s; %.0f %% of a bare reader".formatted(rounds, 100 * best / bare)));
        report.add(
            Figure.plain("yardstick: bare pty4j reader", bare, "MB/s", "same cat, CRC alone"));
        report.add(
            Figure.plain(
                "read back by events", back, "MB/s", "every byte compared, client included"));
        report.add(
            Figure.plain(
                "memory at most",
                Memory.of(daemon.pid(), "VmHWM"),
                "MB",
                "VmHWM after all rounds"));
      }
    }
  }

  /** The same harness on a terminal whose reader does nothing else; MB/s. */
  private static double readBare(TempHome home, PrintedText text)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    PtyProcess process =
        new PtyProcessBuilder(new String[] {home.bin().resolve("codex").toString()})
            .setEnvironment(Map.of("PATH", "/usr/bin:/bin", "TERM", "xterm-256color"))
            .setDirectory(home.project().toString())
            .start();
    CRC32 crc = new CRC32();
    long bytes = 0;
    byte[] buffer = new byte[64 * 1024];
    InputStream output = process.getInputStream();
    for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
      crc.update(buffer, 0, count);
      bytes += count;
    }
    process.waitFor();
    double rate = rate(bytes, begin);
    process.getOutputStream().close();
    output.close();
    text.check("bare reader", bytes, crc.getValue());
    return rate;
  }

  /** Reads the session's output back and compares it; MB/s. */
  private static double readBack(ServingDaemon daemon, String id, PrintedText text)
      throws IOException {
    CRC32 crc = new CRC32();
    long bytes = 0;
    String lastKind = "none";
    long begin = System.nanoTime();
    try (Api api = daemon.api()) {
      boolean more = true;
      for (long after = 0; more; ) {
        JsonObject page = api.events(id, after, 1000);
        for (JsonElement element : page.getAsJsonArray("events")) {
          JsonObject event = element.getAsJsonObject();
          long seq = event.get("seq").getAsLong();
          if (seq <= after) {
            throw new AssertionError("seq " + seq + " behind " + after);
          }
          after = seq;
          lastKind = event.get("kind").getAsString();
          if (lastKind.equals("output")) {
            byte[] data =
                Api.payload(event).get("data").getAsString().getBytes(StandardCharsets.UTF_8);
            crc.update(data);
            bytes += data.length;
          }
        }
        more = page.get("hasMore").getAsBoolean();
      }
    }
    double rate = rate(bytes, begin);
    text.check("ledger", bytes, crc.getValue());
    if (!lastKind.equals("exit")) {
      throw new AssertionError("the last event is " + lastKind);
    }
    return rate;
  }

  private static double rate(long bytes, long begin) {
    return bytes * 1e3 / (System.nanoTime() - begin);
  }
}
