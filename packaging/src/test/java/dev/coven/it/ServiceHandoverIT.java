package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.handover.TrialRun;
import dev.coven.kit.LabService;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions that outlive their daemons in a real systemd; the short form of the benchmark. */
class ServiceHandoverIT {
  private static final int RESTARTS = 6;

  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void noByteIsLostThroughRestartsExitsAndKillsUnderLoad() throws Exception {
    LabService kept = LAB.service("kept");
    kept.start();
    long seed = ThreadLocalRandom.current().nextInt(1_000_000);
    System.err.printf("packaging/bench/run handover --restarts %d --seed %d%n", RESTARTS, seed);
    JsonObject result = new TrialRun(LAB.machine(), kept).run(RESTARTS, seed, false, System.err);
    System.err.println(result);
    assertTrue(result.get("bytes").getAsLong() > 1_000_000, result::toString);
    assertTrue(result.get("typed").getAsInt() > 100, result::toString);
    assertEquals(0, result.get("refused").getAsInt(), result::toString);
    assertEquals(0, result.get("brokenWithoutKill").getAsInt(), result::toString);
    HandoverTraces.requireEmptyStore(LAB, kept);
    HandoverTraces.requireQuietJournal(LAB, kept);
  }
}
