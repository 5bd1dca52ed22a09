package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Reply;
import dev.coven.kit.ServingDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Another program writes to the ledger and does not let go. */
class LockedLedgerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @AutoClose private final House house = House.own();

  private final Path project = house.home().project();

  @Test
  void aStopRefusesTheLaunchThatWaitsAndEndsInTime() throws Exception {
    try (ServingDaemon daemon = house.coven().serve();
        Api api = daemon.api();
        Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + house.home().ledger());
        Statement statement = stranger.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      FutureTask<Reply> launch =
          new FutureTask<>(() -> api.post("/sessions", Troubled.request(project)));
      Thread.ofPlatform().start(launch);
      try (Api other = daemon.api()) {
        Troubled.await(other);
      }
      assertEquals(0, daemon.stop(), daemon::said);
      JsonObject error = launch.get().expect(503).object().getAsJsonObject("error");
      assertEquals("runtime_unavailable", error.get("code").getAsString());
      assertEquals("draining", error.getAsJsonObject("details").get("reason").getAsString());
      statement.execute("ROLLBACK");
    }
    house.start();
    try (Api api = house.api()) {
      api.get("/sessions/refused").expect(404);
    }
  }

  @Test
  void isWaitedForWhileReadsAndKillsGoOn() throws Exception {
    house.start();
    try (Api api = house.api()) {
      String id = api.launch(project, SHELL_HARNESS, "echo $$ >pid.new; mv pid.new pid; sleep 600");
      api.awaitSession(id, session -> Files.exists(project.resolve("pid")), PATIENCE);
      long harness = Long.parseLong(Files.readString(project.resolve("pid")).strip());
      try (Connection stranger =
              DriverManager.getConnection("jdbc:sqlite:" + house.home().ledger());
          Statement statement = stranger.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        Troubled.assertLaunchRefused(api, project, "another process has locked it");
        assertSays(Troubled.await(api), "another process has locked it", "fuser ");
        assertSays(house.run("daemon", "status").expect(4).out(), "another process has locked it");

        api.post("/sessions/" + id + "/kill", new JsonObject()).expect(202);
        Processes.awaitEnd(harness);
        assertEquals("running", api.session(id).get("status").getAsString(), "the row follows");
        api.events(id, 0, 10);
        statement.execute("ROLLBACK");
      }
      assertEquals("killed", api.awaitEnd(id, PATIENCE).get("status").getAsString());
      Troubled.awaitEnd(api);
      api.get("/sessions/refused").expect(404);
      assertFalse(Files.exists(project.resolve("ran")), "a withdrawn launch ran");
      api.post("/sessions", Troubled.request(project)).expect(201);
      api.awaitEnd("refused", PATIENCE);
      assertTrue(Files.exists(project.resolve("ran")));
      JsonObject latency =
          api.health().getAsJsonObject("eventWriter").getAsJsonObject("commitLatency");
      assertTrue(latency.get("maxMillis").getAsDouble() > 0, latency::toString);
    }
  }
}
