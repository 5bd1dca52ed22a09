package dev.coven.bench;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.Visibility;
import dev.coven.home.Config;
import dev.coven.kit.Coven;
import dev.coven.kit.Samples;
import dev.coven.kit.TempHome;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.NewSession;
import dev.coven.ledger.OutputLane;
import dev.coven.ledger.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a write waits while old sessions are removed: by the daemon's own retention, by {@code
 * coven ledger prune} beside it, and while {@code coven ledger compact} gives the space back. A
 * write is one event in a transaction of its own that waits for the disk, as a keystroke is.
 */
final class PruneBenchmark implements Benchmark {
  private static final int LARGE_SESSIONS = 8;
  private static final int LARGE_BYTES = 25_000_000;
  private static final int SMALL_SESSIONS = 200;
  private static final int IDLE_WRITES = 500;
  private static final long BETWEEN_WRITES = 1_000_000;
  private static final double GOAL_MILLIS = 50;
  private static final Duration OLD = Duration.ofDays(10);
  private static final Config.Retention WINDOWS =
      new Config.Retention(Optional.of(Duration.ofDays(1)), Optional.empty(), OptionalLong.empty());

  @Override
  public void run(Report report) throws Exception {
    try (TempHome home = TempHome.create()) {
      Path directory =
          Files.createDirectory(
              home.coven(),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path config = Files.writeString(directory.resolve("config.toml"), "[retention]\nevents='1d'");
      Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
      fill(home.ledger(), "first");
      try (Opened opened = new Opened(home.ledger(), InstantSource.system())) {
        byDaemon(report, opened);
      }
      fill(home.ledger(), "second");
      try (Opened opened = new Opened(home.ledger(), InstantSource.system())) {
        byCommands(report, home, opened);
      }
    }
  }

  private static void byDaemon(Report report, Opened opened) throws Exception {
    long key = opened.live("by the daemon");
    Samples idle = opened.writes(key);
    report.add(Figure.plain("a write, nothing else", idle.medianMillis(), "ms", idle.range()));
    Retention retention =
        new Retention(
            opened.ledger,
            opened.writer,
            WINDOWS,
            InstantSource.system(),
            Duration.ZERO,
            Duration.ofDays(1));
    retention.start();
    Samples pruned = new Samples();
    while (opened.ledger.read(reader -> reader.lastPruneAt()).isEmpty()) {
      pruned.add(write(opened.writer, key));
    }
    retention.shutdown();
    add(report, "longest write, retention at work", pruned, idle);
  }

  private static void byCommands(Report report, TempHome home, Opened opened) throws Exception {
    long key = opened.live("by commands");
    Samples idle = opened.writes(key);
    for (String verb : List.of("prune", "compact")) {
      Samples samples = beside(home, opened.writer, key, verb);
      add(report, "longest write, beside ledger " + verb, samples, idle);
    }
  }

  private static void add(Report report, String name, Samples samples, Samples idle) {
    report.add(
        Figure.below(
            name,
            samples.millis(100),
            "ms",
            GOAL_MILLIS,
            "with nothing else %.1f; median %.1f times that of nothing else; %s"
                .formatted(
                    idle.millis(100),
                    samples.medianMillis() / idle.medianMillis(),
                    samples.range())));
  }

  private static Samples beside(TempHome home, EventWriter writer, long key, String verb) {
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              try {
                Coven.with(home).run("ledger", verb).expect(0);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Samples samples = new Samples();
    while (!done.isDone()) {
      samples.add(write(writer, key));
    }
    done.join();
    return samples;
  }

  private static long write(EventWriter writer, long key) {
    LockSupport.parkNanos(BETWEEN_WRITES);
    long begin = System.nanoTime();
    JsonObject payload = new JsonObject();
    payload.addProperty("data", "y");
    writer
        .submit(
            tx -> {
              tx.event(key, EventKind.INPUT, payload);
              return null;
            })
        .join();
    return System.nanoTime() - begin;
  }

  /** Sessions that ended long ago: some with much output, many with a line. */
  private static void fill(Path path, String name) throws Exception {
    byte[] output = new byte[LARGE_BYTES];
    new Random(1).nextBytes(output);
    try (Opened opened =
        new Opened(path, InstantSource.offset(InstantSource.system(), OLD.negated()))) {
      for (int i = 0; i < LARGE_SESSIONS + SMALL_SESSIONS; i++) {
        long key = opened.live(name + i);
        OutputLane lane = opened.writer.openLane(key);
        lane.append(output, 0, i < LARGE_SESSIONS ? LARGE_BYTES : 100);
        lane.finish(tx -> tx.end(key, SessionStatus.COMPLETED, 0)).join();
      }
    }
  }

  /** A ledger and its writer, as a daemon has them. */
  private static final class Opened implements AutoCloseable {
    private final Ledger ledger;
    private final EventWriter writer;

    Opened(Path path, InstantSource clock) throws Exception {
      ledger = new Ledger(path);
      writer = new EventWriter(ledger, clock);
      ledger.start();
      writer.start();
    }

    long live(String id) throws Exception {
      NewSession session =
          new NewSession(
              id, "/", "demo", id, null, List.of(), Visibility.PRIVATE, "digest", "bench");
      long key = writer.commit(tx -> tx.insert(session)).key();
      writer.commit(tx -> tx.running(key, 1, "bench"));
      return key;
    }

    Samples writes(long key) {
      Samples samples = new Samples();
      for (int i = 0; i < IDLE_WRITES; i++) {
        samples.add(write(writer, key));
      }
      return samples;
    }

    @Override
    public void close() {
      try {
        try {
          writer.shutdown();
        } finally {
          ledger.shutdown();
        }
      } catch (Exception e) {
        throw new AssertionError("the ledger did not end cleanly", e);
      }
    }
  }
}
