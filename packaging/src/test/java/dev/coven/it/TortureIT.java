package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.torture.Torture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The short form of {@code packaging/bench/run torture}. */
class TortureIT {
  private static final int KILLS = 5;

  @Test
  void whatADaemonKilledAtRandomMomentsKeptIsTrue() throws Exception {
    long seed = ThreadLocalRandom.current().nextInt(1_000_000);
    String refusal = Torture.diskRefusal();
    if (!refusal.isEmpty()) {
      System.err.println("skipped: filling the disk, because none can be mounted: " + refusal);
    }
    System.err.printf("packaging/bench/run torture --kills %d --seed %d%n", KILLS, seed);
    Torture torture = new Torture(seed, KILLS, refusal.isEmpty(), System.err);
    torture.run();
    assertTrue(torture.bytes() > 0, torture::moments);
  }
}
