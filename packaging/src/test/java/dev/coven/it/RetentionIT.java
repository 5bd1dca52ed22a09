package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The daemon forgets by itself what its configuration lets go: first a minute after its start. */
class RetentionIT {
  private static final String TWO_MEGABYTES = "seq 1000000000 1000182000";
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LOOK = Duration.ofSeconds(1);

  @AutoClose private final House house = House.own();

  @Test
  void outputBeyondTheLargestSizeIsForgottenAndThatOfLiveSessionsIsNot() throws Exception {
    house.start();
    String ended;
    try (Api api = house.api()) {
      ended = api.launch(house.home().project(), SHELL_HARNESS, TWO_MEGABYTES);
      api.awaitEnd(ended, PATIENCE);
      assertTrue(api.allEvents(ended).size() > 1);
    }
    Files.writeString(
        house.home().coven().resolve("config.toml"), "[retention]\nmax-size = \"1MB\"\n");
    house.run("daemon", "restart").expect(0);
    try (Api api = new Api(RawHttp.connect(house.home().socket(), PATIENCE.multipliedBy(2)))) {
      String live =
          api.launch(house.home().project(), SHELL_HARNESS, TWO_MEGABYTES + "; exec sleep 1000");
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      JsonObject storage = storage(api);
      while (storage.get("lastPruneAt").isJsonNull()) {
        assertTrue(System.nanoTime() < deadline, "nothing was pruned: " + storage);
        Thread.sleep(LOOK);
        storage = storage(api);
      }
      // The last event stays: how it ended.
      assertEquals(1, api.allEvents(ended).size());
      assertFalse(storage.get("maintenanceBlocked").getAsBoolean(), "" + storage);
      assertEquals("completed", api.session(ended).get("status").getAsString(), "the row stays");
      assertEquals("running", api.session(live).get("status").getAsString());
      assertTrue(api.allEvents(live).size() > 1, "a live session lost its output");
      api.post("/sessions/" + live + "/kill", new JsonObject()).expect(202);
      api.awaitEnd(live, PATIENCE);
    }
  }

  private static JsonObject storage(Api api) throws IOException {
    return api.health().getAsJsonObject("storage");
  }
}
