package dev.coven.bench;

import com.google.gson.JsonArray;
import dev.coven.kit.Api;
import dev.coven.kit.Coven;
import dev.coven.kit.Samples;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** From the launch request to the moment in which a polling client sees the first output. */
final class LaunchBenchmark implements Benchmark {
  private static final int WARM_UP = 10;
  private static final int LAUNCHES = 50;
  private static final double GOAL_MILLIS = 15;
  private static final long POLL_NANOS = 200_000;
  private static final long LIMIT_NANOS = 10_000_000_000L;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String GREETING = "hello";

  @Override
  public void run(Report report) throws Exception {
    try (TempHome home = TempHome.create()) {
      home.harness("codex", "echo " + GREETING);
      Samples bare = new Samples();
      Samples samples = new Samples();
      try (ServingDaemon daemon = Coven.with(home).serve();
          Api api = daemon.api()) {
        for (int i = 0; i < WARM_UP + LAUNCHES; i++) {
          long bareNanos = spawn(home.bin().resolve("codex"));
          long nanos = launch(api, home);
          if (i >= WARM_UP) {
            bare.add(bareNanos);
            samples.add(nanos);
          }
        }
      }
      report.add(
          Figure.below(
              "launch to first output",
              samples.medianMillis(),
              "ms",
              GOAL_MILLIS,
              "median; " + samples.range()));
      report.add(
          Figure.plain(
              "yardstick: the script, bare", bare.medianMillis(), "ms", "median; " + bare.range()));
    }
  }

  private static long launch(Api api, TempHome home) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    String id = api.launch(home.project(), "codex", GREETING);
    JsonArray events = api.events(id, 0, 1).getAsJsonArray("events");
    while (events.isEmpty()) {
      if (System.nanoTime() - begin > LIMIT_NANOS) {
        throw new AssertionError("no output of " + api.session(id));
      }
      LockSupport.parkNanos(POLL_NANOS);
      events = api.events(id, 0, 1).getAsJsonArray("events");
    }
    long nanos = System.nanoTime() - begin;
    String data = Api.payload(events.get(0).getAsJsonObject()).get("data").getAsString();
    if (!data.equals(GREETING + "\r\n")) {
      throw new AssertionError("first output: " + events);
    }
    api.awaitEnd(id, LIMIT);
    return nanos;
  }

  private static long spawn(Path script) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(script.toString()).start();
    int first = process.getInputStream().read();
    long nanos = System.nanoTime() - begin;
    process.waitFor();
    if (first != GREETING.charAt(0)) {
      throw new AssertionError("the script printed " + first);
    }
    return nanos;
  }
}
