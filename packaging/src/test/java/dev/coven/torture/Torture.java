package dev.coven.torture;

import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Kills a daemon again and again while sessions print at full speed, and requires after each start
 * and at the end of each home that the ledger holds what it must.
 */
public final class Torture {
  /** A home is given up for a new one when its ledger takes this part of the disk. */
  private static final double ENOUGH = 0.4;

  /** Without a disk of its own, a home is given up at the size it would have there. */
  private static final long DISK_BYTES = 256L << 20;

  private final long seed;
  private final int kills;
  private final boolean disk;
  private final PrintStream progress;
  private final List<Long> starts = new ArrayList<>();
  private final Map<LifePlan.Moment, Integer> moments = new TreeMap<>();
  private final List<Ward.Findings> findings = new ArrayList<>();

  /**
   * A torture to come.
   *
   * @param seed the same gives the same plans
   * @param kills how often the daemon is to be killed
   * @param disk whether the home gets a disk of its own, which is filled; see {@link #diskRefusal}
   * @param progress told how it goes
   */
  public Torture(long seed, int kills, boolean disk, PrintStream progress) {
    this.seed = seed;
    this.kills = kills;
    this.disk = disk;
    this.progress = progress;
  }

  /** Why a home cannot have a disk of its own here; empty when it can. */
  public static String diskRefusal() {
    try (TempHome home = TempHome.create()) {
      home.onSmallDisk(DISK_BYTES);
      return "";
    } catch (IOException refusal) {
      return refusal.getMessage();
    }
  }

  /**
   * Does it.
   *
   * @throws AssertionError with the seed and the plan, when something is not as it must be
   */
  public void run() throws IOException, InterruptedException, SQLException {
    for (int life = 0; life < kills; ) {
      try (Ward ward = Ward.open(disk ? DISK_BYTES : 0)) {
        life = runHome(ward, life);
      }
    }
  }

  private int runHome(Ward ward, int firstLife)
      throws IOException, InterruptedException, SQLException {
    int life = firstLife;
    LifePlan plan = null;
    try {
      do {
        plan = LifePlan.draw(seed, life, disk);
        live(ward, plan);
        moments.merge(plan.moment(), 1, Integer::sum);
        life++;
      } while (life < kills && ward.ledgerBytes() < ENOUGH * DISK_BYTES);
      try (ServingDaemon last = serve(ward)) {
        ward.requireRecovered(last);
        findings.add(ward.finish(last));
      }
    } catch (AssertionError | IOException | SQLException | RuntimeException e) {
      progress.println(ward.logged());
      throw new AssertionError(
          "torture with seed %d, kill %d, %s: %s".formatted(seed, life, plan, e.getMessage()), e);
    }
    progress.printf("%d kills, %s%n", life, findings.getLast().summary());
    return life;
  }

  private void live(Ward ward, LifePlan plan)
      throws IOException, InterruptedException, SQLException {
    Life life = new Life(ward, plan);
    if (plan.moment() == LifePlan.Moment.STARTING) {
      life.dieStarting(starts.isEmpty() ? 1_000 : medianStartMillis() * 5 / 4);
      return;
    }
    try (ServingDaemon daemon = serve(ward)) {
      life.die(daemon);
    }
  }

  private ServingDaemon serve(Ward ward) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    ServingDaemon daemon = ward.coven().serve();
    starts.add((System.nanoTime() - begin) / 1_000_000);
    return daemon;
  }

  /** From the start of a killed daemon's heir to its first answer, the median. */
  public long medianStartMillis() {
    return starts.stream().sorted().toList().get(starts.size() / 2);
  }

  /** The longest of these. */
  public long longestStartMillis() {
    return Collections.max(starts);
  }

  /** Bytes of output that were kept, and compared with what was printed. */
  public long bytes() {
    return findings.stream().mapToLong(Ward.Findings::bytes).sum();
  }

  /** How many homes there were. */
  public int homes() {
    return findings.size();
  }

  /** How many sessions there were. */
  public int sessions() {
    return findings.stream().mapToInt(found -> found.statuses().size()).sum();
  }

  /** How many sessions ended in which way. */
  public Map<String, Long> statuses() {
    return findings.stream()
        .flatMap(found -> found.statuses().stream())
        .collect(Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()));
  }

  /** How often the daemon was killed at which moment, in words. */
  public String moments() {
    return moments.toString();
  }
}
