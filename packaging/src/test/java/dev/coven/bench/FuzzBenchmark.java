package dev.coven.bench;

import dev.coven.attack.Fuzz;
import dev.coven.kit.Api;
import dev.coven.kit.Coven;
import dev.coven.kit.Memory;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Broken HTTP for a minute: {@code fuzz [--seed S]}. It fails when the daemon is not well then. */
final class FuzzBenchmark implements Benchmark {
  private static final long SPAN = TimeUnit.SECONDS.toNanos(60);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Options options;

  FuzzBenchmark(Options options) {
    this.options = options;
  }

  @Override
  public void run(Report report) throws Exception {
    long drawn = ThreadLocalRandom.current().nextInt(1_000_000);
    long seed = Long.parseLong(options.get("seed", Long.toString(drawn)));
    System.err.printf("fuzz: repeat with --seed %d%n", seed);
    try (TempHome home = TempHome.create()) {
      home.harness("claude", "for prompt; do :; done\nexec sh -c \"$prompt\"");
      try (ServingDaemon daemon = Coven.with(home).serve()) {
        String live;
        try (Api api = daemon.api()) {
          live = api.launch(home.project(), "claude", "exec cat");
        }
        Fuzz fuzz = new Fuzz(home.socket(), List.of(live));
        fuzz.run(seed, SPAN);
        try (Api api = daemon.api()) {
          String id = api.launch(home.project(), "claude", "exit 0");
          if (!api.awaitEnd(id, LIMIT).get("status").getAsString().equals("completed")) {
            throw new AssertionError("no session can be launched any more");
          }
        }
        String logged = Files.readString(home.coven().resolve("logs/coven.log"));
        if (Fuzz.isFaulty(logged)) {
          throw new AssertionError("the daemon logged a fault of its own: " + logged);
        }
        report.add(
            Figure.plain(
                "broken connections",
                fuzz.thrown(),
                "",
                "seed %d, answers %s".formatted(seed, fuzz.statuses())));
        report.add(Figure.plain("memory at most", Memory.of(daemon.pid(), "VmHWM"), "MB", "VmHWM"));
      }
    }
  }
}
