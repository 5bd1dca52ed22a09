package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of the daemon, and the next start. */
class CrashIT {
  @AutoClose private final House house = House.own();

  @Test
  void aReplayIsTheSameByteForByteAfterACrash() throws Exception {
    long pid = house.start();
    house.run("run", "demo", "grüße, exit 4", "--id", "done").expect(4);
    byte[] before = replay("done", 4);
    assertTrue(before.length > 0);
    house.kill(pid);
    house.start();
    assertArrayEquals(before, replay("done", 4));
    assertEquals("failed", session("done").get("status").getAsString());
  }

  @Test
  void aLiveSessionBecomesOrphanedAndItsLeftoverProcessesEnd() throws Exception {
    long pid = house.start();
    // The terminal hangs up when its daemon dies; this harness does not care.
    String stubborn = "trap '' HUP; sleep 600 & echo child $!; wait; wait";
    try (Following run =
        new Following(house.coven().start("run", SHELL_HARNESS, stubborn, "--id", "live"))) {
      String printed = run.awaitOut("\n");
      long child = Long.parseLong(printed.strip().split(" ")[1]);
      long harness = ProcessHandle.of(child).orElseThrow().parent().orElseThrow().pid();
      house.kill(pid);
      assertTrue(Processes.runs(child) && Processes.runs(harness), "it did care");

      house.start();
      assertTrue(!Processes.runs(harness) && !Processes.runs(child), "leftovers live on");
      CommandResult ended = run.awaitEnd().expect(125);
      assertSays(ended.err(), "The daemon lost the session", "its outcome is unknown");
      assertSays(
          house.logged(), "session orphaned by an earlier daemon session=live pid=" + harness);
      assertOrphaned("live", harness);
      assertArrayEquals(printed.getBytes(StandardCharsets.UTF_8), replay("live", 125));
    }
    assertSays(house.run("sessions").expect(0).out(), "orphaned");
    CommandResult kill = house.run("kill", "live").expect(0);
    assertSays(kill.out(), "had ended already: orphaned");
  }

  @Test
  void aCrashInACrashLosesNothingMore() throws Exception {
    long first = house.start();
    house.run("run", "demo", "kept", "--id", "kept").expect(0);
    byte[] before = replay("kept", 0);
    house.run("run", "--detach", SHELL_HARNESS, "sleep 600", "--id", "live").expect(0);
    house.kill(first);
    house.kill(house.start());
    house.kill(house.start());
    house.start();
    assertArrayEquals(before, replay("kept", 0));
    assertEquals("orphaned", session("live").get("status").getAsString());
    try (Api api = house.api()) {
      long recoveries =
          api.allEvents("live").stream()
              .filter(event -> event.get("kind").getAsString().equals("recovery"))
              .count();
      assertEquals(1, recoveries);
    }
  }

  private void assertOrphaned(String id, long harness) throws IOException {
    try (Api api = house.api()) {
      JsonObject session = api.session(id);
      assertEquals("orphaned", session.get("status").getAsString());
      assertTrue(session.get("exit_code").isJsonNull());
      List<JsonObject> events = api.allEvents(id);
      JsonObject last = events.getLast();
      assertEquals("recovery", last.get("kind").getAsString());
      JsonObject payload = Api.payload(last);
      assertEquals("orphaned", payload.get("reason").getAsString());
      assertEquals(harness, payload.get("harnessPid").getAsLong());
      assertEquals(36, payload.get("previousInstanceId").getAsString().length());
    }
  }

  private JsonObject session(String id) throws IOException {
    try (Api api = house.api()) {
      return api.session(id);
    }
  }

  /** What {@code attach} writes to a pipe. */
  private byte[] replay(String id, int exitCode) throws IOException, InterruptedException {
    try (Following attach = new Following(house.coven().start("attach", id))) {
      attach.awaitEnd().expect(exitCode);
      return attach.bytes();
    }
  }
}
