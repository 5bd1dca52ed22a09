package dev.coven.it;

import static dev.coven.it.House.SHELL_HARNESS;
import static dev.coven.it.House.assertSays;
import static dev.coven.it.MacHouse.LABEL;
import static dev.coven.it.MacHouse.THROTTLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The verbs and the daemon's life under launchd, as its double knows it. */
class LaunchdLifeIT {
  @AutoClose private final MacHouse mac = MacHouse.open();

  @Test
  void theFirstStartInstallsLoadsAndIsReady() throws Exception {
    CommandResult start = mac.daemon("start").expect(0);
    assertEquals("Coven is running (pid %d, kept by launchd).\n".formatted(mac.pid()), start.out());
    assertEquals(List.of("enable", "bootstrap"), mac.launchd().deeds());
    assertEquals(
        PosixFilePermissions.fromString("rw-r--r--"), Files.getPosixFilePermissions(mac.plist()));

    JsonObject status = mac.status(0);
    assertEquals("running", status.get("state").getAsString());
    assertEquals("launchd", status.get("supervisor").getAsString());
    assertEquals("default", status.get("instance").getAsString());
    assertEquals(mac.pid(), status.get("pid").getAsLong());
    assertEquals(mac.home().coven().toString(), status.get("home").getAsString());
    assertTrue(status.get("installed").getAsBoolean());
    assertTrue(status.get("enabled").getAsBoolean());
    assertEquals(0, status.get("restarts").getAsInt());
    for (String absent : List.of("lastExit", "drift", "linger", "parked")) {
      assertTrue(status.get(absent).isJsonNull(), status::toString);
    }
    assertEquals(new JsonArray(), status.get("notes"));
  }

  @Test
  void theSecondStartChangesNothing() throws Exception {
    long pid = mac.start();
    FileTime written = Files.getLastModifiedTime(mac.plist());
    mac.launchd().forgetCalls();
    CommandResult again = mac.daemon("start").expect(0);
    assertEquals(
        "Coven is already running (pid %d, kept by launchd).\n".formatted(pid), again.out());
    assertEquals(List.of(), mac.launchd().deeds());
    assertEquals(pid, mac.pid());
    assertEquals(1, mac.launchd().runs(mac.gui(), LABEL));
    assertEquals(written, Files.getLastModifiedTime(mac.plist()));
  }

  @Test
  void aKilledDaemonIsBackAfterTheThrottleAndStatusSaysThatItComes() throws Exception {
    long killed = mac.start();
    MacHouse.signal("KILL", killed);
    mac.awaitThrottled();
    JsonObject waiting = mac.status(4);
    assertEquals("starting", waiting.get("state").getAsString());
    assertEquals("signal Killed: 9", waiting.get("lastExit").getAsString());
    assertSays(waiting.get("notes").toString(), "supervisor is about to start it");

    mac.time().advance(THROTTLE);
    long back = mac.awaitAnother(killed);
    JsonObject status = mac.status(0);
    assertEquals(back, status.get("pid").getAsLong());
    assertEquals(1, status.get("restarts").getAsInt());
    assertEquals("signal Killed: 9", status.get("lastExit").getAsString());
  }

  @Test
  void startWaitsForADaemonThatTheThrottleHoldsBack() throws Exception {
    long killed = mac.start();
    MacHouse.signal("KILL", killed);
    mac.awaitThrottled();
    mac.launchd().forgetCalls();
    try (Following start = mac.following("start")) {
      Processes.await("a kick", () -> mac.launchd().deeds().contains("kickstart"));
      mac.time().advance(THROTTLE);
      start.awaitEnd().expect(0);
    }
    assertNotEquals(killed, mac.pid());
    assertFalse(mac.launchd().deeds().contains("bootout"), "it was on its way");
  }

  @Test
  void whatEndsCleanlyAndRanForLongIsBackAtOnce() throws Exception {
    long ended = mac.start();
    mac.time().advance(THROTTLE);
    MacHouse.signal("TERM", ended);
    mac.awaitAnother(ended);
    assertEquals("exit code 0", mac.status(0).get("lastExit").getAsString());
  }

  @Test
  void stopLeavesItDownAndStartBringsItBack() throws Exception {
    long pid = mac.start();
    assertSays(mac.daemon("stop").expect(0).out(), "Coven has stopped (pid " + pid + ")");
    assertFalse(mac.isLoaded());
    assertFalse(Processes.runs(pid));
    assertTrue(Files.exists(mac.plist()), "the next login starts it");
    mac.time().advance(THROTTLE.multipliedBy(12));
    assertEquals(List.of(), mac.home().processes());
    JsonObject status = mac.status(3);
    assertEquals("not_running", status.get("state").getAsString());
    assertTrue(status.get("enabled").getAsBoolean());
    assertEquals("Coven is not running.\n", mac.daemon("stop").expect(0).out());

    assertNotEquals(pid, mac.start());
    mac.status(0);
  }

  @Test
  void restartBringsAnotherProcess() throws Exception {
    long before = mac.start();
    mac.launchd().forgetCalls();
    CommandResult restart = mac.daemon("restart").expect(0);
    assertNotEquals(before, mac.pid());
    assertSays(
        restart.out(),
        "Coven has stopped (pid " + before + ")",
        "Coven is running (pid " + mac.pid() + ", kept by launchd)");
    assertEquals(List.of("bootout", "enable", "bootstrap"), mac.launchd().deeds());
    assertFalse(Processes.runs(before));
    assertEquals(mac.pid(), mac.status(0).get("pid").getAsLong());
  }

  @Test
  void restartEndsALiveSessionOnlyWhenForced() throws Exception {
    long before = mac.start();
    String id =
        mac.coven().run("run", "--detach", SHELL_HARNESS, "sleep 600").expect(0).out().strip();
    mac.launchd().forgetCalls();
    CommandResult refused = mac.daemon("restart").expect(1);
    assertSays(
        refused.err(),
        "1 live session would end with a restart: launchd cannot keep sessions meanwhile.",
        "try: coven daemon restart --force");
    assertEquals(List.of(), mac.launchd().deeds());
    assertEquals(before, mac.pid());
    assertSays(mac.daemon("restart", "--force").expect(0).out(), "1 live session ended.");
    assertSays(mac.coven().run("sessions", "show", id).expect(0).out(), "killed");
  }

  @Test
  void aLogoutEndsItAndTheNextLoginStartsIt() throws Exception {
    long pid = mac.start();
    mac.launchd().logout();
    Processes.awaitEnd(pid);
    JsonObject away = mac.status(3);
    assertEquals("not_running", away.get("state").getAsString());
    assertSays(away.get("notes").toString(), "launchd has no domain " + mac.gui() + " now");

    mac.launchd().login(mac.agents());
    mac.awaitAnother(pid);
    mac.status(0);
  }

  @Test
  void uninstallLeavesTheHomeAndNothingElse() throws Exception {
    long pid = mac.start();
    mac.daemon("uninstall").expect(0);
    assertFalse(mac.isLoaded());
    assertFalse(Processes.runs(pid));
    assertFalse(Files.exists(mac.plist()));
    assertFalse(Files.exists(mac.home().user().resolve(".local/state/coven")));
    assertTrue(Files.exists(mac.home().ledger()));
    assertFalse(Files.exists(mac.home().socket()));
    mac.launchd().login(mac.agents());
    assertFalse(mac.isLoaded());
    assertEquals(3, mac.daemon("status").exitCode());
    mac.daemon("uninstall").expect(0);
  }
}
