package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Reply;
import dev.coven.privacy.LogForm;
import dev.coven.privacy.LoggedEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The log answers what an operator asks first. */
class LogIT {
  private static final byte[] NOTHING = {};

  @AutoClose private final House house = House.own();

  @Test
  void didItBindTheExpectedSocketDidTheStoreOpenAndWhichContractDoesItServe() throws Exception {
    long pid = house.start();
    String home = house.home().coven().toString();
    LoggedEvent starting = one("starting");
    assertEquals(Optional.of("" + pid), starting.field("pid"));
    assertEquals("INFO", starting.level());
    assertEquals("daemon", starting.component());
    assertEquals(Optional.of(home + "/ledger.sqlite3"), one("ledger opened").field("path"));
    assertEquals(Optional.of(home + "/coven.sock"), one("socket bound").field("path"));
    assertEquals(Optional.of(home + "/coven.sock"), one("ready").field("socket"));
    assertEquals(Optional.of("coven.daemon.v1"), one("ready").field("contract"));
    try (Api api = house.api()) {
      assertEquals("coven.daemon.v1", api.health().get("apiVersion").getAsString());
    }
  }

  @Test
  void didTheStoreNotOpen() throws Exception {
    Files.createDirectory(
        house.home().coven(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(house.home().ledger());
    house.run("daemon", "serve").expect(78);
    LoggedEvent refused = events().getLast();
    assertEquals("ERROR", refused.level());
    assertSays(refused.message(), house.home().ledger().toString());
  }

  @Test
  void whichLaunchFailedValidationAndWhy() throws Exception {
    house.start();
    JsonObject launch = new JsonObject();
    launch.addProperty("projectRoot", house.home().project().toString());
    launch.addProperty("harness", SHELL_HARNESS);
    launch.addProperty("prompt", "true");
    launch.addProperty("cwd", "../c");
    try (Api api = house.api()) {
      api.post("/sessions", launch).expect(400);
      LoggedEvent outside = one("launch refused");
      assertEquals("WARN", outside.level());
      assertEquals(Optional.of("invalid_request"), outside.field("code"));
      assertEquals(Optional.of("cwd_outside_root"), outside.field("reason"));
      assertEquals(Optional.of(SHELL_HARNESS), outside.field("harness"));
      assertEquals(Optional.of(house.home().project().toString()), outside.field("project"));

      launch.remove("cwd");
      launch.remove("prompt");
      api.post("/sessions", launch).expect(400);
      LoggedEvent incomplete = all("launch refused").getLast();
      assertEquals(Optional.of("field_missing"), incomplete.field("reason"));
      assertSays(incomplete.field("why").orElseThrow(), "`prompt`");
      assertNotEquals(outside.field("request"), incomplete.field("request"));
    }
  }

  @Test
  void whichSpawnFailedAndWhy() throws Exception {
    house.home().harness("codex", "true");
    house.start();
    // Where its files should go.
    Path sessions = house.home().coven().resolve("sessions");
    Files.deleteIfExists(sessions);
    Files.createFile(sessions);
    house.run("run", "codex", "hello", "--id", "s1").expect(126);
    LoggedEvent failed = one("spawn failed");
    assertEquals("ERROR", failed.level());
    assertEquals(Optional.of("launch_failed"), failed.field("code"));
    assertEquals(Optional.of("s1"), failed.field("session"));
    assertEquals(
        Optional.of(house.home().bin().resolve("codex").toString()), failed.field("program"));
    assertSays(failed.field("cause").orElseThrow(), sessions.toString());
    // What the client was told belongs to the same request.
    LoggedEvent told = one("launch refused");
    assertEquals(failed.field("request"), told.field("request"));
    assertTrue(failed.field("request").isPresent());
  }

  @Test
  void whichInputOrKillHitASessionThatIsNotLive() throws Exception {
    house.start();
    house.run("run", "demo", "hello", "--id", "done").expect(0);
    try (Api api = house.api()) {
      JsonObject input = new JsonObject();
      input.addProperty("data", "x");
      api.post("/sessions/done/input", input).expect(409);
      api.post("/sessions/done/kill", new JsonObject()).expect(409);
      api.post("/sessions/none/kill", new JsonObject()).expect(404);
    }
    LoggedEvent refused = one("input refused");
    assertEquals(Optional.of("done"), refused.field("session"));
    assertEquals(Optional.of("session_not_live"), refused.field("code"));
    List<LoggedEvent> kills = all("kill refused");
    assertEquals(Optional.of("session_not_live"), kills.getFirst().field("code"));
    assertEquals(Optional.of("session_not_found"), kills.getLast().field("code"));
    assertEquals(Optional.of("none"), kills.getLast().field("session"));
  }

  @Test
  void whoWasRefused() throws Exception {
    house.start();
    try (RawHttp http = RawHttp.connect(house.home().socket())) {
      Reply browser =
          http.request("GET", "/api/v1/health", NOTHING, "Origin: https://evil.example");
      browser.expect(403);
      http.request("GET", "/api/v9/health", NOTHING).expect(404);
    }
    LoggedEvent refused = one("refused a browser");
    assertEquals(Optional.of("https://evil.example"), refused.field("origin"));
    assertEquals(Optional.of("forbidden"), refused.field("code"));
    assertEquals(Optional.of("v9"), one("request refused").field("apiVersion"));
    // Another user's uid and pid: OtherUserIT.
  }

  @Test
  void whatDidRecoveryDo() throws Exception {
    long pid = house.start();
    assertEquals(Optional.of("0"), one("recovery done").field("orphaned"));
    house.run("run", "--detach", SHELL_HARNESS, "sleep 600", "--id", "live").expect(0);
    house.kill(pid);
    house.start();
    LoggedEvent orphaned = one("session orphaned by an earlier daemon");
    assertEquals(Optional.of("live"), orphaned.field("session"));
    LoggedEvent done = all("recovery done").getLast();
    assertEquals(Optional.of("1"), done.field("orphaned"));
    assertEquals(Optional.of("0"), done.field("takenOver"));
    assertEquals(Optional.of("" + pid), one("an earlier daemon did not end cleanly").field("pid"));
    assertEquals(
        Optional.of(house.home().coven() + "/coven.sock"),
        one("removed the socket that a killed daemon left behind").field("path"));
  }

  @Test
  void everyLineIsAnEventOrBelongsToOneAndNobodyElseReadsIt() throws Exception {
    house.start();
    house.run("run", "demo", "hello").expect(0);
    try (Api api = house.api()) {
      // A client's text must not become a line of its own.
      JsonObject launch = new JsonObject();
      launch.addProperty("projectRoot", "/x\n2026-01-02T03:04:05.678Z ERROR daemon  forged");
      launch.addProperty("harness", "demo");
      launch.addProperty("prompt", "token=ghp_0123456789abcdefghijABCDEFGHIJ012345");
      api.post("/sessions", launch).expect(400);
    }
    house.run("daemon", "stop").expect(0);
    for (String line : house.logged().lines().toList()) {
      assertTrue(LogForm.continues(line) || LogForm.parse(List.of(line)).isPresent(), line);
    }
    assertEquals(List.of(), all("forged"));
    assertFalse(house.logged().contains("ghp_0123"));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(house.log())));
    assertEquals("stopped", events().getLast().message());
  }

  private LoggedEvent one(String message) throws Exception {
    List<LoggedEvent> found = all(message);
    assertEquals(1, found.size(), () -> message + ": " + found);
    return found.getFirst();
  }

  private List<LoggedEvent> all(String message) throws Exception {
    return events().stream().filter(event -> event.message().equals(message)).toList();
  }

  private List<LoggedEvent> events() throws Exception {
    List<LoggedEvent> events = new ArrayList<>();
    for (String line : Files.readAllLines(house.log(), StandardCharsets.UTF_8)) {
      LogForm.parse(List.of(line)).ifPresent(events::add);
    }
    return events;
  }
}
