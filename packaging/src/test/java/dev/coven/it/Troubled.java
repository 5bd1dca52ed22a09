package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A daemon that cannot write its ledger for now, as its clients see it. */
final class Troubled {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(10);

  private Troubled() {}

  /** Waits until health says that the ledger cannot be written; gives the reason. */
  static String await(Api api) throws IOException, InterruptedException {
    JsonObject health = awaitHealth(api, false);
    assertEquals(
        "failed", health.getAsJsonObject("eventWriter").get("state").getAsString(), "" + health);
    JsonElement why =
        health.getAsJsonObject("components").getAsJsonObject("event-writer").get("failure");
    return why.getAsString();
  }

  /** Waits until all is well again. */
  static void awaitEnd(Api api) throws IOException, InterruptedException {
    awaitHealth(api, true);
  }

  private static JsonObject awaitHealth(Api api, boolean ok)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonObject health = api.health();
    while (health.get("ok").getAsBoolean() != ok) {
      assertTrue(System.nanoTime() < deadline, "health stays: " + health);
      Thread.sleep(LOOK);
      health = api.health();
    }
    return health;
  }

  /** A launch is refused for now, can be repeated, and its harness never runs. */
  static void assertLaunchRefused(Api api, Path project, String why) throws IOException {
    Reply reply = api.post("/sessions", request(project));
    reply.expect(503);
    assertEquals(List.of("1"), reply.values("Retry-After"));
    JsonObject error = reply.object().getAsJsonObject("error");
    assertEquals("runtime_unavailable", error.get("code").getAsString());
    assertSays(error.get("message").getAsString(), "was not launched", why);
    api.get("/sessions/refused").expect(404);
    assertFalse(Files.exists(project.resolve("ran")));
  }

  /** A launch whose harness leaves a file named {@code ran}. */
  static JsonObject request(Path project) {
    JsonObject request = new JsonObject();
    request.addProperty("id", "refused");
    request.addProperty("projectRoot", project.toString());
    request.addProperty("harness", SHELL_HARNESS);
    request.addProperty("prompt", "touch ran");
    return request;
  }
}
