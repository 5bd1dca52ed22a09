package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What brings a daemon back in a real systemd, and what does not. */
class ServiceRespawnIT {
  /** From the kill to the answer of the next daemon, RestartSec included. */
  private static final long RESPAWN_MILLIS = 2000;

  /** A busy machine may be slow once. */
  private static final int TRIES = 4;

  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void aKilledDaemonIsBackInUnderTwoSeconds() throws Exception {
    LabService killed = LAB.service("killed");
    long before = killed.start();
    assertComesBack(killed, "kill");
    assertNotEquals(before, killed.pid());
    JsonObject status = killed.status(0);
    assertTrue(status.get("restarts").getAsInt() > 0, status::toString);
    // It comes a moment after the daemon, which does not wait for it.
    LAB.machine()
        .await(
            "how systemd saw it end",
            "grep -q status=9/KILL " + killed.home() + "/evidence/crash-*/supervisor.txt");
  }

  @Test
  void aDaemonThatEndsCleanlyIsBackInUnderTwoSeconds() throws Exception {
    LabService ended = LAB.service("ended");
    ended.start();
    assertComesBack(ended, "shutdown");
    assertEquals("", LAB.sh("journalctl --user -q -p warning USER_UNIT=" + ended.unit()));
  }

  private static void assertComesBack(LabService service, String end) throws Exception {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && best >= RESPAWN_MILLIS; i++) {
      best = Math.min(best, service.respawn(end));
    }
    assertTrue(best < RESPAWN_MILLIS, "back after " + best + " ms");
  }

  @Test
  void aStoppedDaemonStaysDownThoughClientsKnockAndStartBringsItBack() throws Exception {
    LabService stopped = LAB.service("stopped");
    long pid = stopped.start();
    String refusals = LAB.home() + "/refusals";
    stopped.knocking(refusals);
    CommandResult stop = stopped.daemon("stop").expect(0);
    assertEquals("Coven has stopped (pid %d).\n".formatted(pid), stop.out());
    LAB.machine().await("clients that are refused", "test $(stat -c %s " + refusals + ") -gt 200");
    JsonObject status = stopped.status(3);
    assertEquals("not_running", status.get("state").getAsString());
    assertTrue(status.get("enabled").getAsBoolean(), "down until the next login, and no longer");
    assertEquals(0, status.getAsJsonArray("notes").size(), status::toString);
    assertEquals(0, stopped.pid());

    assertEquals("Coven is not running.\n", stopped.daemon("stop").expect(0).out());
    stopped.daemon("start").expect(0);
    assertEquals("running", stopped.status(0).get("state").getAsString());
  }

  @Test
  void stopEndsLiveSessionsWithinItsTimeAndSaysHowMany() throws Exception {
    LabService busy = LAB.service("busy");
    busy.start();
    busy.launch("stubborn", "trap '' HUP TERM INT; echo up; while :; do sleep 1; done");
    busy.launch("meek", "echo up; exec sleep 2468");
    assertEquals(2, busy.status(0).get("liveSessions").getAsInt());
    CommandResult stop = busy.daemon("stop").expect(0);
    assertSays(stop.out(), "2 live sessions ended.");
    assertEquals("success", busy.property("Result"));
    assertEquals("30s", busy.property("TimeoutStopUSec"));
    assertEquals("", LAB.sh("pgrep -U $(id -u) -f '[s]leep 2468' || :"));
    busy.start();
    assertSays(busy.coven("sessions", "show", "stubborn").expect(0).out(), "killed");
  }

  @Test
  void aSessionThatIsLiveGoesOnAfterARestartWhichSaysSo() throws Exception {
    LabService live = LAB.service("live");
    long pid = live.start();
    live.launch("s", "echo up; exec sleep 1000");
    CommandResult restart = live.daemon("restart").expect(0);
    assertSays(
        restart.out(),
        "Coven has stopped (pid " + pid + "). 1 live session goes on.",
        "Coven is running (pid " + live.pid() + ", kept by systemd).");
    assertNotEquals(pid, live.pid());
    assertSays(live.coven("sessions", "show", "s").expect(0).out(), "running");
    assertSays(live.daemon("stop").expect(0).out(), "1 live session ended.");
    live.start();
    assertSays(live.coven("sessions", "show", "s").expect(0).out(), "killed");
  }

  @Test
  void twelveRestartsInARowAreAllowed() throws Exception {
    LabService often = LAB.service("often");
    often.start();
    // Faster than any person or update would: systemd's own limit would end this at the sixth.
    LAB.sh(
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do systemctl --user restart "
            + often.unit()
            + "; done");
    assertEquals("success", often.property("Result"));
    often.daemon("restart").expect(0);
    assertEquals("running", often.status(0).get("state").getAsString());
  }

  @Test
  void restartReplacesADaemonThatHangs() throws Exception {
    LabService stuck = LAB.service("stuck");
    // On a loaded machine the watchdog would be quicker than the command.
    LAB.sh(
        "mkdir -p %1$s && printf '[Service]\\nWatchdogSec=0\\n' >%1$s/x.conf"
            .formatted(stuck.unitFile() + ".d"));
    long pid = stuck.start();
    LAB.sh("kill -STOP " + pid);
    assertEquals("not_answering", stuck.status(4).get("state").getAsString());
    CommandResult restart = stuck.daemon("restart").expect(0);
    assertSays(restart.err(), "The daemon (pid " + pid + ") does not answer");
    assertSays(restart.out(), "Coven has stopped (pid " + pid + "); it did not end by itself");
    assertNotEquals(pid, stuck.pid());
    assertEquals("running", stuck.status(0).get("state").getAsString());
  }

  @Test
  void theWatchdogReplacesADaemonThatHangs() throws Exception {
    LabService hung = LAB.service("hung");
    long pid = hung.start();
    LAB.sh("kill -STOP " + pid);
    LAB.machine().await("the watchdog", "! test -d /proc/" + pid);
    hung.awaitStatus(0);
    assertNotEquals(pid, hung.pid());
    assertEquals(1, hung.status(0).get("restarts").getAsInt());
    assertSays(LAB.sh("journalctl --user -q -o cat USER_UNIT=" + hung.unit()), "Watchdog timeout");
  }
}
