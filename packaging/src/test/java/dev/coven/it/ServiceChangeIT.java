package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service that is to be another than it was: an older unit, another PATH, another home. */
class ServiceChangeIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  /** Makes the installed unit one of an older version, which runs. */
  private static LabService older(String name) throws Exception {
    LabService older = LAB.service(name);
    older.start();
    LAB.sh(
        "sed -i -e s/Restart=always/Restart=on-failure/ -e s/version=[0-9.]*/version=0.0.1/"
            + " -e 's/template=[0-9a-f]*/template=000000000000/' "
            + older.unitFile()
            + " && systemctl --user daemon-reload && systemctl --user restart "
            + older.unit());
    assertEquals("on-failure", older.property("Restart"));
    return older;
  }

  @Test
  void restartBringsAnOlderUnitUpToDateAndSaysSo() throws Exception {
    LabService older = older("older");
    assertFalse(older.status(0).get("drift").isJsonNull());
    CommandResult restart = older.daemon("restart").expect(0);
    assertSays(restart.out(), "an older one, with Restart=on-failure; it is up to date now");
    assertEquals("always", older.property("Restart"));
    assertTrue(older.status(0).get("drift").isJsonNull());
    older.respawn("shutdown");
  }

  @Test
  void startBringsAnOlderUnitUpToDateAndLeavesTheDaemonAlone() throws Exception {
    LabService older = older("older2");
    long pid = older.pid();
    CommandResult start = older.daemon("start").expect(0);
    assertSays(start.out(), "already running", "coven daemon restart");
    assertEquals(pid, older.pid());
    assertSays(LAB.sh("grep Restart= " + older.unitFile()), "Restart=always");
  }

  @Test
  void startKeepsThePathAndRestartTakesTheCallers() throws Exception {
    LabService path = LAB.service("path");
    path.start();
    LabService other = path.withVariable("PATH", LAB.path() + ":" + LAB.home() + "/more");
    assertSays(other.daemon("start").expect(0).out(), "already running");
    assertEquals("PATH=" + LAB.path(), bakedPath(path));
    other.daemon("restart").expect(0);
    assertEquals("PATH=" + LAB.path() + ":" + LAB.home() + "/more", bakedPath(path));
    path.daemon("restart", "--path", "/usr/bin:/bin").expect(0);
    assertEquals("PATH=/usr/bin:/bin", bakedPath(path));
  }

  private static String bakedPath(LabService service) throws Exception {
    return LAB.sh("grep -o 'PATH=[^\"]*' " + service.unitFile());
  }

  @Test
  void aPathThatWouldLoseAHarnessIsNotTaken() throws Exception {
    LabService keeps = LAB.service("keeps");
    keeps.start();
    CommandResult restart = keeps.withVariable("PATH", "/usr/bin:/bin").daemon("restart").expect(0);
    assertSays(restart.err(), "keeps its PATH", LabService.SHELL_HARNESS, "--path");
    assertEquals("PATH=" + LAB.path(), bakedPath(keeps));
    keeps.launch("still", "echo found");
  }

  @Test
  void entriesThatMeanNoOnePlaceOrThatAnybodyMayWriteToAreDroppedAndNamed() throws Exception {
    LAB.sh("mkdir -p ~/open && chmod 777 ~/open");
    LabService sifted =
        LAB.service("sifted")
            .withVariable("PATH", "relative/bin::" + LAB.home() + "/open:/usr/bin:/bin:/usr/bin");
    CommandResult start = sifted.daemon("start").expect(0);
    assertSays(
        start.err(),
        "relative/bin (",
        "an empty entry (",
        LAB.home() + "/open (anybody may write there)");
    assertEquals("PATH=/usr/bin:/bin", bakedPath(sifted));
  }

  @Test
  void anotherHomeNeverStopsTheDaemonAndRestartMovesIt() throws Exception {
    LabService here = LAB.service("moves");
    long pid = here.start();
    String elsewhere = LAB.home() + "/elsewhere";
    LabService there = here.withHome(elsewhere);
    for (String verb : new String[] {"start", "stop", "uninstall"}) {
      CommandResult refused = there.daemon(verb).expect(1);
      assertSays(refused.err(), here.home(), elsewhere, "--instance");
    }
    assertEquals(pid, here.pid());
    LAB.sh("test ! -e " + elsewhere);
    var status = there.status(0);
    assertEquals(here.home(), status.get("home").getAsString());
    assertSays(status.get("notes").toString(), elsewhere);

    here.launch("s", "echo up; exec sleep 1000");
    CommandResult refused = there.daemon("restart").expect(1);
    assertSays(refused.err(), "1 live session", "--force");
    assertEquals(pid, here.pid());

    CommandResult moved = there.daemon("restart", "--force").expect(0);
    assertSays(moved.out(), "Moved from " + here.home() + " to " + elsewhere);
    assertNotEquals(pid, here.pid());
    assertEquals(elsewhere, here.status(0).get("home").getAsString());
    LAB.sh("test -S " + elsewhere + "/coven.sock && test ! -e " + here.socket());
    // Its last word is in the ledger that it left behind.
    LAB.sh("cp -r " + here.home() + " ~/left && chmod 700 ~/left");
    LabService left = LAB.service("left").withHome(LAB.home() + "/left");
    left.start();
    assertSays(left.coven("sessions", "show", "s").expect(0).out(), "killed");
    assertFalse(there.coven("sessions").expect(0).out().contains("killed"));
  }
}
