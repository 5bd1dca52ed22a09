package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services that cannot run, or were tampered with: status explains them, and start heals them. */
class ServiceFaultIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void aLedgerThatIsNoDatabaseParksTheDaemonUntilItIsMended() throws Exception {
    LabService parked = LAB.service("parked");
    String ledger = parked.home() + "/ledger.sqlite3";
    LAB.sh("mkdir -m 700 " + parked.home() + " && echo 'no database, at all' >" + ledger);
    String refusals = LAB.home() + "/refusals";
    parked.knocking(refusals);

    CommandResult start = parked.daemon("start").expect(1);
    assertSays(start.err(), "The daemon is parked: The ledger " + ledger, "not an SQLite database");
    assertEquals("78", parked.property("ExecMainStatus"));
    assertEquals("0", parked.property("NRestarts"));
    LAB.machine().await("clients that are refused", "test $(stat -c %s " + refusals + ") -gt 200");
    assertEquals("failed", parked.property("ActiveState"), "somebody started it");
    JsonObject status = parked.status(3);
    assertEquals("parked", status.get("state").getAsString());
    assertSays(status.get("parked").getAsString(), "not an SQLite database");
    assertEquals("exit code 78", status.get("lastExit").getAsString());
    String text = parked.daemon("status").expect(3).out();
    assertSays(text, "Coven is parked.", "not an SQLite database", "coven daemon start");
    assertEquals(text.indexOf("is not an SQLite"), text.lastIndexOf("is not an SQLite"), text);
    // Again: it looks again, and finds the same.
    parked.daemon("start").expect(1);

    LAB.sh("mv " + ledger + " " + ledger + ".bad");
    parked.daemon("start").expect(0);
    JsonObject well = parked.status(0);
    assertTrue(well.get("parked").isJsonNull(), well::toString);
  }

  @Test
  void damageThatTheDaemonMeetsWhileItRunsParksItInsteadOfALoop() throws Exception {
    LabService damaged = LAB.service("damaged");
    damaged.start();
    damaged
        .coven("run", "--id", "kept", "--cwd", LAB.home() + "/project", "demo", "hello")
        .expect(0);
    damaged.daemon("stop").expect(0);
    String ledger = damaged.home() + "/ledger.sqlite3";
    // By this index a session's events are found; the start looks at none of it.
    String index = "SELECT rootpage - 1 FROM sqlite_schema WHERE name = 'events_by_session'";
    LAB.sh(
        "dd if=/dev/zero conv=notrunc status=none bs=4096 count=1 of="
            + ledger
            + " seek=$(sqlite3 "
            + ledger
            + " \""
            + index
            + "\")");
    damaged.start();
    damaged.coven("sessions", "events", "kept").expect(1);
    LAB.machine().await("the end", "systemctl --user is-failed " + damaged.unit());

    assertEquals("78", damaged.property("ExecMainStatus"));
    assertEquals("0", damaged.property("NRestarts"));
    JsonObject status = damaged.status(3);
    assertEquals("parked", status.get("state").getAsString());
    assertSays(
        status.get("parked").getAsString(), "is damaged (", "coven ledger repair", "/evidence/");
    assertSays(damaged.daemon("start").expect(1).err(), "parked", "coven ledger repair");
  }

  @Test
  void aParkedDaemonThatIsStoppedCountsAsStopped() throws Exception {
    LabService parked = LAB.service("given-up");
    LAB.sh(
        "mkdir -m 700 "
            + parked.home()
            + " && echo 'no database' >"
            + parked.home()
            + "/ledger.sqlite3");
    parked.daemon("start").expect(1);
    parked.daemon("stop").expect(0);
    assertEquals("not_running", parked.status(3).get("state").getAsString());
  }

  @Test
  void aCrashLoopEndsInAFailureThatStatusExplainsAndStartHeals() throws Exception {
    LabService loop = LAB.service("loop");
    loop.start();
    // The program breaks under the service, and no start can mend it. The unit's own limit, 30
    // starts in 30 s, a loaded machine would never reach, or not in the time of a test.
    program("broken", "echo cannot go on", "exit 1");
    dropIn(
        loop,
        "[Unit]",
        "StartLimitIntervalSec=1h",
        "StartLimitBurst=5",
        "[Service]",
        ranInstead("broken"));
    LAB.sh("systemctl --user kill -s KILL " + loop.unit());
    LAB.machine().await("the end of the loop", "systemctl --user is-failed " + loop.unit());

    JsonObject status = loop.status(3);
    assertEquals("failed", status.get("state").getAsString());
    assertSays(status.get("lastExit").getAsString(), "exit code 1");
    assertTrue(status.get("restarts").getAsInt() >= 4, status::toString);
    assertSays(
        loop.daemon("status").expect(3).out(),
        "it failed",
        "given it up (exit code 1",
        "daemon start");

    // Whether it is told while systemd goes on trying or when it has given up again, time decides.
    CommandResult start = loop.daemon("start").expect(1);
    assertSays(start.err(), "did not stay (exit code 1", "cannot go on", "coven daemon status");
    LAB.sh("rm " + loop.unitFile() + ".d/x.conf");
    loop.daemon("start").expect(0);
    assertEquals("running", loop.status(0).get("state").getAsString());
  }

  @Test
  void aCrashLoopThatGoesOnIsToldByStartAndStatus() throws Exception {
    LabService loop = LAB.service("goeson");
    loop.start();
    program("broken", "echo cannot go on", "exit 1");
    dropIn(loop, "[Unit]", "StartLimitIntervalSec=0", "[Service]", ranInstead("broken"));
    LAB.sh("systemctl --user kill -s KILL " + loop.unit());

    CommandResult start = loop.daemon("start", "--timeout", "100").expect(1);
    assertSays(
        start.err(), "did not stay (exit code 1; started ", " times, systemd goes on trying)");
    assertSays(start.err(), "cannot go on", "coven daemon status");
    // It is somewhere between two starts, and there for ever.
    JsonObject status = loop.status(4);
    assertEquals("starting", status.get("state").getAsString());
    assertTrue(status.get("restarts").getAsInt() >= 5, status::toString);
    awaitStatusSays(loop, "; it failed [0-9]* times, last: exit code 1\\.$");
    awaitStatusSays(loop, "\"lastExit\":\"exit code 1\"", "--json");

    LAB.sh("rm " + loop.unitFile() + ".d/x.conf");
    loop.daemon("start").expect(0);
    assertEquals("running", loop.status(0).get("state").getAsString());
  }

  @Test
  void statusTellsTheFailuresBeforeAProcessThatHasNotComeToServe() throws Exception {
    LabService third = LAB.service("third");
    third.start();
    // Of a service ~ may be another than the callers'.
    String tries = LAB.home() + "/tries";
    program(
        "twice", "echo >>" + tries, "test $(wc -l <" + tries + ") -gt 2 || exit 7", "sleep 600");
    dropIn(third, "[Service]", ranInstead("twice"), "TimeoutStartSec=infinity");
    LAB.sh("systemctl --user kill -s KILL " + third.unit());
    LAB.machine()
        .await(
            "the third try",
            "test $(wc -l <"
                + tries
                + ") = 3 && systemctl --user show -P SubState "
                + third.unit()
                + " | grep -qx start");

    JsonObject status = third.status(4);
    assertEquals("starting", status.get("state").getAsString());
    assertEquals(3, status.get("restarts").getAsInt());
    assertEquals(third.pid(), status.get("pid").getAsLong());
    awaitStatusSays(third, "; it failed 3 times, last: exit code 7\\.$");
    awaitStatusSays(third, "\"lastExit\":\"exit code 7\"", "--json");
    LAB.sh("rm " + third.unitFile() + ".d/x.conf");
    third.daemon("restart").expect(0);
    third.status(0);
  }

  /** The last exit is the journal's to tell while a process runs, and it may be slow to tell it. */
  private static void awaitStatusSays(LabService service, String words, String... options)
      throws Exception {
    String status = service.command("status", options);
    LAB.machine().await("status to say " + words, status + " | grep -q '" + words + "'");
  }

  private static void program(String name, String... lines) throws Exception {
    String text = "#!/bin/sh\n" + String.join("\n", lines) + "\n";
    LAB.sh("printf '%s' '" + text + "' >~/" + name + " && chmod 755 ~/" + name);
  }

  private static String ranInstead(String program) {
    return "ExecStart=\nExecStart=" + LAB.home() + "/" + program;
  }

  private static void dropIn(LabService service, String... lines) throws Exception {
    String directory = service.unitFile() + ".d";
    String text = String.join("\n", lines) + "\n";
    LAB.sh("mkdir -p " + directory + " && printf '%s' '" + text + "' >" + directory + "/x.conf");
    LAB.sh("systemctl --user daemon-reload");
  }

  @Test
  void aDaemonWithoutAKeeperBesideAStoppedServiceIsTold() throws Exception {
    LabService beside = LAB.service("beside");
    beside.start();
    beside.daemon("stop").expect(0);
    LAB.sh(
        "COVEN_HOME="
            + beside.home()
            + " setsid "
            + LabService.program(LAB.machine())
            + " daemon serve >/dev/null 2>&1 &"
            + " until test -S "
            + beside.socket()
            + "; do sleep 0.02; done");
    beside.awaitStatus(0);
    JsonObject status = beside.status(0);
    assertEquals("none", status.get("supervisor").getAsString());
    assertSays(status.get("notes").toString(), "Nobody keeps the daemon", "service does not run");
    // A service is stopped when nothing runs in its home.
    beside.daemon("stop").expect(0);
    assertEquals("not_running", beside.status(3).get("state").getAsString());
  }

  @Test
  void aStartLimitThatWasHitIsForgottenByStart() throws Exception {
    LabService limited = LAB.service("limited");
    limited.start();
    LAB.sh("mkdir -p " + limited.unitFile() + ".d");
    LAB.sh(
        "printf '[Unit]\\nStartLimitBurst=2\\n' >"
            + limited.unitFile()
            + ".d/x.conf;"
            + " systemctl --user daemon-reload;"
            + " until systemctl --user is-failed "
            + limited.unit()
            + "; do systemctl --user restart "
            + limited.unit()
            + " || :; done");
    assertEquals("start-limit-hit", limited.property("Result"));
    JsonObject status = limited.status(3);
    assertEquals("failed", status.get("state").getAsString());
    assertSays(status.get("notes").toString(), "drop-ins change the unit", "too often");
    limited.daemon("start").expect(0);
    limited.status(0);
  }

  @Test
  void aHalfRemovedUnitIsMadeWholeByStart() throws Exception {
    LabService half = LAB.service("half");
    long pid = half.start();
    LAB.sh("rm " + half.unitFile() + " && systemctl --user daemon-reload");
    assertSays(half.status(0).get("notes").toString(), "unit file is gone");
    half.daemon("start").expect(0);
    assertEquals(pid, half.pid(), "it ran, and went on");
    LAB.sh("test -f " + half.unitFile());

    half.daemon("stop").expect(0);
    LAB.sh("rm " + half.unitFile());
    half.daemon("start").expect(0);
    assertNotEquals(pid, half.pid());
    String link = LAB.machine().units() + "/default.target.wants/" + half.unit();
    LAB.sh("rm " + link);
    half.daemon("start").expect(0);
    LAB.sh("test -L " + link);
    JsonObject status = half.status(0);
    assertTrue(status.get("enabled").getAsBoolean());
    assertEquals(0, status.getAsJsonArray("notes").size(), status::toString);
  }

  @Test
  void aDisabledServiceIsEnabledByStart() throws Exception {
    LabService disabled = LAB.service("disabled");
    long pid = disabled.start();
    LAB.sh("systemctl --user -q disable " + disabled.unit());
    assertFalse(disabled.status(0).get("enabled").getAsBoolean());
    disabled.daemon("start").expect(0);
    assertTrue(disabled.status(0).get("enabled").getAsBoolean());
    assertEquals(pid, disabled.pid());
  }

  @Test
  void aMaskedUnitIsNotTouchedAndStartSaysHowToUnmaskIt() throws Exception {
    LabService masked = LAB.service("masked");
    LAB.sh("systemctl --user -q mask " + masked.unit());
    CommandResult start = masked.daemon("start").expect(1);
    assertSays(start.err(), "masked", "systemctl --user unmask " + masked.unit());
    assertEquals("/dev/null", LAB.sh("readlink " + masked.unitFile()));
    assertSays(masked.status(3).get("notes").toString(), "masked");
    LAB.sh("systemctl --user -q unmask " + masked.unit());
    masked.daemon("start").expect(0);
    masked.status(0);
  }

  @Test
  void aMaskOfThisBootAloneIsNamedToo() throws Exception {
    LabService masked = LAB.service("maskedrt");
    masked.start();
    masked.daemon("stop").expect(0);
    LAB.sh("systemctl --user -q --runtime mask " + masked.unit());
    // The unit of the home directory comes first: such a mask has no effect, and start succeeds.
    masked.daemon("start").expect(0);
    masked.status(0);
  }

  @Test
  void whatIsInTheWayOfTheHomeIsNamedBeforeAnythingIsWritten() throws Exception {
    LabService file = LAB.service("homefile");
    LAB.sh("touch " + file.home());
    CommandResult start = file.daemon("start").expect(1);
    assertSays(start.err(), file.home());
    LAB.sh("test ! -e " + file.unitFile());
    file.status(3);
  }
}
