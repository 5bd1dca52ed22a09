package dev.coven.bench;

import dev.coven.kit.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs benchmarks: {@code packaging/bench/run [--json] [NAME…] [--OPTION VALUE…]}. Without a name,
 * all that take no option and no more than a minute.
 */
final class Benchmarks {
  private static final Map<String, Function<Options, Benchmark>> ALL = new LinkedHashMap<>();

  /** Run only by name. */
  private static final Set<String> LONG =
      Set.of("clients", "fuzz", "torture", "handover", "reference");

  private static final Set<String> OPTIONS = Set.of("kills", "restarts", "seed", "with");

  static {
    ALL.put("output", _ -> new OutputBenchmark());
    ALL.put("health", _ -> new HealthBenchmark());
    ALL.put("events", _ -> new EventsBenchmark());
    ALL.put("replay", _ -> new ReplayBenchmark());
    ALL.put("launch", _ -> new LaunchBenchmark());
    ALL.put("start", _ -> new StartBenchmark());
    ALL.put("status", _ -> new StatusBenchmark());
    ALL.put("idle", _ -> new IdleBenchmark());
    ALL.put("redaction", _ -> new RedactionBenchmark());
    ALL.put("fifty", _ -> new FiftyBenchmark());
    ALL.put("prune", _ -> new PruneBenchmark());
    ALL.put("clients", _ -> new ClientsBenchmark());
    ALL.put("fuzz", FuzzBenchmark::new);
    ALL.put("torture", TortureBenchmark::new);
    ALL.put("handover", HandoverBenchmark::new);
    ALL.put("reference", ReferenceBenchmark::new);
  }

  private Benchmarks() {}

  static void main(String[] arguments) throws Exception {
    Options options = options(arguments);
    System.err.println("image " + Image.underTest().directory() + ", " + machine());
    Report report = new Report();
    List<String> names = new ArrayList<>(options.names());
    if (names.isEmpty()) {
      names.addAll(ALL.keySet());
      names.removeAll(LONG);
    }
    for (String name : names) {
      System.err.println("measuring: " + name);
      report.begin(name);
      ALL.get(name).apply(options).run(report);
    }
    System.err.println("done, " + machine());
    if (options.json()) {
      report.printJson(System.out);
    } else {
      report.printTable(System.out);
    }
  }

  private static Options options(String[] arguments) {
    try {
      Options options = Options.parse(List.of(arguments), OPTIONS);
      if (ALL.keySet().containsAll(options.names())) {
        return options;
      }
      System.err.println("unknown benchmark in: " + options.names());
    } catch (IllegalArgumentException e) {
      System.err.println("unknown option, or one without its value: " + e.getMessage());
    }
    System.err.println(
        """
        usage: run [--json] [NAME...]
               run [--json] clients
               run [--json] fuzz [--seed S]
               run [--json] torture [--kills N] [--seed S]
               run [--json] handover [--restarts N] [--seed S]
               run [--json] reference --with PROGRAM
        names: %s\
        """
            .formatted(String.join(" ", ALL.keySet())));
    System.exit(2);
    throw new AssertionError("not reached");
  }

  /** Tells how far the figures can be trusted. */
  private static String machine() throws IOException {
    Path load = Path.of("/proc/loadavg");
    return Runtime.getRuntime().availableProcessors()
        + " processors, load "
        + (Files.exists(load) ? Files.readString(load).split(" ")[0] : "unknown");
  }
}
