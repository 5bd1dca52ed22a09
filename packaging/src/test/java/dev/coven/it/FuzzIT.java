package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.attack.Fuzz;
import dev.coven.kit.Api;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Ten seconds of broken HTTP; {@code packaging/bench/run fuzz} does it for a minute. */
class FuzzIT {
  private static final long SPAN = TimeUnit.SECONDS.toNanos(10);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Its end looks into the log: no stack trace, no internal error. */
  @AutoClose private final Contract contract = Contract.open();

  @Test
  void theDaemonIsWellAfterIt() throws Exception {
    long seed = Long.getLong("coven.fuzz.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    JsonObject before = contract.get("/health").getAsJsonObject("daemon");
    try (Api api = contract.house().api()) {
      String live = api.launch(contract.home().project(), House.SHELL_HARNESS, "exec cat");
      String past = api.launch(contract.home().project(), House.SHELL_HARNESS, "echo x");
      api.awaitEnd(past, LIMIT);
      Fuzz fuzz = new Fuzz(contract.home().socket(), List.of(live, past));
      System.out.println("fuzz: repeat with -Dcoven.fuzz.seed=" + seed);
      fuzz.run(seed, SPAN);
      System.out.println("fuzz: " + fuzz.thrown() + " connections, " + fuzz.statuses());
      assertTrue(fuzz.statuses().containsKey("200") && fuzz.statuses().containsKey("400"));
    }
    JsonObject after = contract.get("/health");
    assertTrue(after.get("ok").getAsBoolean(), after::toString);
    assertEquals(before.get("pid"), after.getAsJsonObject("daemon").get("pid"));
    try (Api api = contract.house().api()) {
      String id = api.launch(contract.home().project(), House.SHELL_HARNESS, "echo still here");
      assertEquals("completed", api.awaitEnd(id, LIMIT).get("status").getAsString());
      assertEquals("still here\r\n", contract.printed(id));
      for (var session : api.get("/sessions").array()) {
        JsonObject record = session.getAsJsonObject();
        if (record.get("status").getAsString().equals("running")
            && !record.get("external").getAsBoolean()) {
          api.post("/sessions/" + record.get("id").getAsString() + "/kill", new JsonObject());
        }
      }
    }
  }
}
