package dev.coven.bench;

import dev.coven.attack.Clients;
import dev.coven.kit.Api;
import dev.coven.kit.Coven;
import dev.coven.kit.Memory;
import dev.coven.kit.Samples;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** 64 clients that read and write for a minute; it fails when one is told of a fault. */
final class ClientsBenchmark implements Benchmark {
  private static final int CLIENTS = 64;
  private static final long SPAN = TimeUnit.SECONDS.toNanos(60);

  @Override
  public void run(Report report) throws Exception {
    try (TempHome home = TempHome.create()) {
      home.harness("claude", "for prompt; do :; done\nexec sh -c \"$prompt\"");
      try (ServingDaemon daemon = Coven.with(home).serve()) {
        String live;
        try (Api api = daemon.api()) {
          live = api.launch(home.project(), "claude", "exec cat");
        }
        Clients clients = new Clients(home.socket(), home.project(), "claude", List.of(live));
        clients.run(CLIENTS, SPAN);
        int answers = clients.statuses().values().stream().mapToInt(Integer::intValue).sum();
        report.add(
            Figure.plain(
                "64 clients", answers / 60.0, "req/s", "answered with " + clients.statuses()));
        for (Map.Entry<String, Samples> route : new TreeMap<>(clients.samples()).entrySet()) {
          Samples waits = route.getValue();
          report.add(
              Figure.plain("  " + route.getKey() + " p99", waits.millis(99), "ms", waits.range()));
        }
        report.add(Figure.plain("memory at most", Memory.of(daemon.pid(), "VmHWM"), "MB", "VmHWM"));
      }
    }
  }
}
