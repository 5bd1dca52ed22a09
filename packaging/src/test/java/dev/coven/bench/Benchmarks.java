package dev.coven.bench;

import dev.coven.kit.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs benchmarks: {@code packaging/bench/run [--json] [NAME…]}. */
final class Benchmarks {
  private static final Map<String, Benchmark> ALL = new LinkedHashMap<>();

  static {
    ALL.put("output", new OutputBenchmark());
    ALL.put("health", new HealthBenchmark());
    ALL.put("events", new EventsBenchmark());
    ALL.put("launch", new LaunchBenchmark());
    ALL.put("start", new StartBenchmark());
    ALL.put("status", new StatusBenchmark());
    ALL.put("idle", new IdleBenchmark());
  }

  private Benchmarks() {}

  static void main(String[] arguments) throws Exception {
    List<String> names = new ArrayList<>(List.of(arguments));
    boolean json = names.remove("--json");
    if (!ALL.keySet().containsAll(names)) {
      System.err.println("usage: run [--json] [NAME...]; names: " + String.join(" ", ALL.keySet()));
      System.exit(2);
    }
    System.err.println("image " + Image.underTest().directory() + ", " + machine());
    Report report = new Report();
    for (String name : names.isEmpty() ? ALL.keySet() : names) {
      System.err.println("measuring: " + name);
      report.begin(name);
      ALL.get(name).run(report);
    }
    System.err.println("done, " + machine());
    if (json) {
      report.printJson(System.out);
    } else {
      report.printTable(System.out);
    }
  }

  /** Tells how far the figures can be trusted. */
  private static String machine() throws IOException {
    Path load = Path.of("/proc/loadavg");
    return Runtime.getRuntime().availableProcessors()
        + " processors, load "
        + (Files.exists(load) ? Files.readString(load).split(" ")[0] : "unknown");
  }
}
