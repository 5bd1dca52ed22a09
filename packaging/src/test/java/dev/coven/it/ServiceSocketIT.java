package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What systemd's listening for the daemon means for clients: they wait, and are not refused. */
class ServiceSocketIT {
  private static final int CLIENTS = 6;

  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void noClientIsRefusedByAnyRestartAndNoneIsCutOffByAPlannedOne() throws Exception {
    LabService busy = LAB.service("busy");
    busy.start();
    String planned = LAB.home() + "/planned";
    busy.crowd(planned, CLIENTS);
    long first = busy.pid();
    busy.daemon("restart").expect(0);
    busy.respawn("shutdown");
    LAB.sh("systemctl --user restart " + busy.unit());
    JsonObject waited = busy.disperse(planned);
    assertNotEquals(first, busy.pid());
    assertEquals(0, waited.get("refused").getAsLong(), waited::toString);
    assertEquals(0, waited.get("broken").getAsLong(), waited::toString);

    String killed = LAB.home() + "/killed";
    busy.crowd(killed, CLIENTS);
    busy.respawn("kill");
    busy.respawn("kill");
    JsonObject broken = busy.disperse(killed);
    assertEquals(0, broken.get("refused").getAsLong(), broken::toString);
    // Each client has one request at a time, and a kill breaks no more than those in service.
    assertTrue(broken.get("broken").getAsLong() <= 2 * CLIENTS, broken::toString);
    System.out.println("through planned restarts: " + waited + ", through kill -9: " + broken);
    assertEquals("running", busy.status(0).get("state").getAsString());
    assertEquals("", LAB.sh("journalctl --user -q -p warning USER_UNIT=" + busy.socketUnit()));
  }

  @Test
  void thePeerThatClientsSeeIsTheDaemonAndTheSocketIsItsOwnersAlone() throws Exception {
    LabService seen = LAB.service("seen");
    long pid = seen.start();
    assertEquals(pid + " " + pid, seen.peer());
    seen.respawn("kill");
    assertNotEquals(pid, seen.pid());
    assertEquals(seen.pid() + " " + seen.pid(), seen.peer());
    assertEquals("600 socket", LAB.sh("stat -c '%a %F' " + seen.socket()));
    assertEquals("active", active(seen.socketUnit()));
  }

  @Test
  void stoppedIsDownForRealUntilItIsStarted() throws Exception {
    LabService down = LAB.service("down");
    down.start();
    down.daemon("stop").expect(0);
    LAB.sh("test ! -e " + down.socket());
    assertEquals("inactive", active(down.socketUnit()));
    down.coven("sessions").expect(1);
    assertEquals(0, down.pid());
    assertEquals("not_running", down.status(3).get("state").getAsString());
    down.daemon("restart").expect(0);
    assertEquals("active", active(down.socketUnit()));
    down.status(0);
  }

  @Test
  void aServiceThatWasStoppedByHandIsStartedByTheNextClientAndStatusIsNone() throws Exception {
    LabService halfway = LAB.service("halfway");
    halfway.start();
    LAB.sh("systemctl --user stop " + halfway.unit() + " 2>/dev/null");
    JsonObject status = halfway.status(3);
    assertEquals("not_running", status.get("state").getAsString());
    assertSays(status.get("notes").toString(), "its socket listens all the same");
    assertEquals(0, halfway.pid(), "status started it");
    halfway.coven("sessions").expect(0);
    halfway.status(0);

    LAB.sh("systemctl --user stop " + halfway.unit() + " 2>/dev/null");
    CommandResult start = halfway.daemon("start").expect(0);
    assertSays(start.out(), "Coven is running (pid " + halfway.pid());
    LAB.sh("systemctl --user stop " + halfway.unit() + " 2>/dev/null");
    assertSays(halfway.daemon("stop").expect(0).out(), "not running");
    assertEquals("inactive", active(halfway.socketUnit()));
  }

  @Test
  void aServiceOfAnEarlierVersionGetsItsSocketWithARestartAndIsToldSo() throws Exception {
    LabService older = older("older");
    long pid = older.pid();
    assertSays(older.status(0).get("drift").getAsString(), older.socketUnit() + " is missing");
    CommandResult start = older.daemon("start").expect(0);
    assertSays(start.out(), "already running", "coven daemon restart");
    assertEquals(pid, older.pid());
    LAB.sh("test -f " + older.socketUnitFile());
    assertEquals("inactive", active(older.socketUnit()));
    older.daemon("restart").expect(0);
    assertActivated(older);

    LabService other = older("older2");
    CommandResult restart = other.daemon("restart").expect(0);
    assertSays(restart.out(), "an older one, without " + other.socketUnit(), "up to date now");
    assertActivated(other);

    // Brought up to date and killed before the restart: systemd listens from then on.
    LabService third = older("older3");
    third.daemon("start").expect(0);
    third.respawn("kill");
    assertActivated(third);
  }

  private static void assertActivated(LabService service) throws Exception {
    assertEquals("active", active(service.socketUnit()));
    assertEquals("enabled", LAB.sh("systemctl --user is-enabled " + service.socketUnit()));
    JsonObject status = service.status(0);
    assertTrue(status.get("drift").isJsonNull(), status::toString);
    for (JsonElement note : status.getAsJsonArray("notes")) {
      // Of one that was killed just now, and nothing else.
      assertSays(note.getAsString(), "The daemon before this one did not end cleanly");
    }
    assertEquals(service.pid() + " " + service.pid(), service.peer());
    assertSays(log(service), "socket taken over");
  }

  /** Makes the installed unit one of a version that had no socket unit, and runs it. */
  private static LabService older(String name) throws Exception {
    LabService older = LAB.service(name);
    older.start();
    LAB.sh(
        "systemctl --user disable --now -q "
            + older.socketUnit()
            + " "
            + older.unit()
            + "; rm "
            + older.socketUnitFile()
            + " && sed -i -e /coven.*socket/d -e s/version=[0-9.]*/version=0.0.1/ "
            + older.unitFile()
            + " && systemctl --user daemon-reload && systemctl --user enable -q --now "
            + older.unit());
    LAB.sh("rm " + older.home() + "/logs/*");
    LAB.sh("systemctl --user restart " + older.unit());
    older.awaitStatus(0);
    assertSays(log(older), "socket bound");
    return older;
  }

  private static String log(LabService service) throws Exception {
    return LAB.sh("cat " + service.home() + "/logs/*");
  }

  @Test
  void aParkedDaemonStaysParkedThoughClientsKnockAndStartTakesUpBoth() throws Exception {
    LabService parked = LAB.service("parked");
    parked.start();
    String refusals = LAB.home() + "/parked-refusals";
    parked.knocking(refusals);
    LAB.sh("mv %1$s/ledger.sqlite3 %1$s/kept".formatted(parked.home()));
    // Together with its side files a new one would be taken for the old one's.
    LAB.sh(
        "rm -f %1$s/ledger.sqlite3-*; echo no database >%1$s/ledger.sqlite3"
            .formatted(parked.home()));
    LAB.sh("systemctl --user kill -s KILL " + parked.unit());
    LAB.machine().await("it to park", "systemctl --user is-failed -q " + parked.unit());
    LAB.machine().await("clients that are refused", "test $(stat -c %s " + refusals + ") -gt 200");
    assertEquals("failed", active(parked.unit()));
    assertEquals("78", parked.property("ExecMainStatus"));
    assertEquals("inactive", active(parked.socketUnit()));
    assertEquals("parked", parked.status(3).get("state").getAsString());

    LAB.sh("mv -f %1$s/kept %1$s/ledger.sqlite3".formatted(parked.home()));
    parked.daemon("start").expect(0);
    parked.status(0);
    assertEquals("active", active(parked.socketUnit()));
  }

  @Test
  void aCrashLoopFailsTheSocketTooAndStartTakesBothBack() throws Exception {
    LabService loop = LAB.service("loop");
    loop.start();
    String dropIn = loop.unitFile() + ".d";
    LAB.sh(
        "mkdir %1$s && printf '[Unit]\\nStartLimitIntervalSec=1h\\nStartLimitBurst=4\\n[Service]\\nExecStart=\\nExecStart=/bin/false\\n' >%1$s/x.conf && systemctl --user daemon-reload"
            .formatted(dropIn));
    loop.knocking(LAB.home() + "/loop-refusals");
    LAB.sh("systemctl --user kill -s KILL " + loop.unit());
    LAB.machine().await("the socket to fail", "systemctl --user is-failed -q " + loop.socketUnit());
    assertEquals("failed", loop.status(3).get("state").getAsString());
    LAB.sh("test ! -e " + loop.socket());
    LAB.sh("rm -r " + dropIn);
    loop.daemon("start").expect(0);
    loop.status(0);
    assertEquals("active", active(loop.socketUnit()));
  }

  @Test
  void uninstallLeavesNeitherUnitsNorLinksNorTheSocketsFile() throws Exception {
    LabService gone = LAB.service("gone");
    gone.start();
    CommandResult uninstall = gone.daemon("uninstall").expect(0);
    assertSays(uninstall.out(), gone.unitFile(), gone.socketUnitFile());
    assertEquals("", LAB.sh("find ~ -name '" + gone.identifier() + "*'"));
    LAB.sh("test ! -e " + gone.socket());
    assertEquals(
        "", LAB.sh("systemctl --user list-units --all --no-legend '" + gone.identifier() + "*'"));
  }

  @Test
  void aSocketUnitThatIsNotOursIsLeftAlone() throws Exception {
    LabService foreign = LAB.service("foreign");
    String file = foreign.socketUnitFile();
    LAB.sh(
        "mkdir -p $(dirname %1$s); printf '[Socket]\\nListenStream=/x\\n' >%1$s".formatted(file));
    assertSays(foreign.daemon("start").expect(1).err(), file + " was not written by Coven");
    LAB.sh("test ! -e " + foreign.unitFile());
    LAB.sh("rm " + file);
  }

  @Test
  void whatChangesTheSocketUnitIsToldAndMended() throws Exception {
    LabService changed = LAB.service("changed");
    changed.start();
    LAB.sh("sed -i s/SocketMode=0600/SocketMode=0666/ " + changed.socketUnitFile());
    assertEquals("Its unit was changed by hand.", changed.status(0).get("drift").getAsString());
    assertSays(
        changed.daemon("unit", "--diff").expect(0).out(), "-SocketMode=0666", "+SocketMode=0600");
    LAB.sh("rm " + changed.socketUnitFile() + " && systemctl --user daemon-reload");
    assertSays(changed.status(0).get("drift").getAsString(), changed.socketUnit() + " is missing");
    changed.daemon("restart").expect(0);
    assertEquals("", changed.daemon("unit", "--diff").expect(0).out());

    LAB.sh("systemctl --user disable -q " + changed.socketUnit());
    assertFalse(changed.status(0).get("enabled").getAsBoolean());
    changed.daemon("start").expect(0);
    assertTrue(changed.status(0).get("enabled").getAsBoolean());
  }

  @Test
  void aSocketWhoseFileWasRemovedIsBoundAnew() throws Exception {
    LabService removed = LAB.service("removed");
    removed.start();
    LAB.sh("rm " + removed.socket());
    removed.daemon("restart").expect(0);
    removed.status(0);
    assertEquals(removed.pid() + " " + removed.pid(), removed.peer());
    removed.daemon("stop").expect(0);
    LAB.sh("test ! -e " + removed.socket());
  }

  private static String active(String unit) throws Exception {
    return LAB.sh("systemctl --user is-active " + unit + " || :");
  }
}
