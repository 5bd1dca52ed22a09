package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What uninstall takes away in a real systemd, and what it leaves alone. */
class ServiceUninstallIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void uninstallLeavesNothingButTheHome() throws Exception {
    LabService gone = LAB.service("gone");
    gone.start();
    gone.launch("s", "echo up; exec sleep 4321");
    CommandResult uninstall = gone.daemon("uninstall").expect(0);
    assertSays(
        uninstall.out(),
        "1 live session ended.",
        "Removed " + gone.unitFile() + ".",
        "The ledger stays in " + gone.home() + ".");
    // Of /run the rest is closed to the user.
    String places = "~ $XDG_RUNTIME_DIR/systemd " + LAB.machine().units();
    assertEquals(
        "",
        LAB.sh(
            "find %1$s -name '*%2$s*' -not -path '*/.coven-%2$s*' 2>/dev/null || :"
                .formatted(places, gone.name())));
    assertEquals(
        "",
        LAB.sh(
            "grep -rl %s ~/.config ~/.local %s || :"
                .formatted(gone.identifier(), LAB.machine().units())));
    assertEquals(
        "", LAB.sh("systemctl --user list-units --all --no-legend '" + gone.identifier() + "*'"));
    assertEquals("", LAB.sh("pgrep -U $(id -u) -f '[s]leep 4321' || :"));
    assertEquals(
        "",
        LAB.sh(
            "grep -l "
                + gone.identifier()
                + " /proc/[0-9]*/environ 2>/dev/null | grep -v self || :"));
    LAB.sh("test -s " + gone.home() + "/ledger.sqlite3");

    CommandResult again = gone.daemon("uninstall").expect(0);
    assertSays(again.out(), "Coven is not running.", "No unit was installed.");
    assertEquals("not_running", gone.status(3).get("state").getAsString());
    gone.daemon("start").expect(0);
    assertSays(gone.coven("sessions", "show", "s").expect(0).out(), "killed");
    gone.daemon("uninstall").expect(0);
  }

  @Test
  void theLastInstanceTakesTheStateDirectoryWithIt() throws Exception {
    LabService last = LAB.service("last").withVariable("XDG_STATE_HOME", LAB.home() + "/state");
    last.start();
    LAB.sh("test -f ~/state/coven/instances/" + last.name() + ".json");
    last.daemon("uninstall").expect(0);
    assertEquals("", LAB.sh("find ~/state -mindepth 1"));
  }

  @Test
  void aFailedOrParkedServiceIsUninstalledToo() throws Exception {
    LabService parked = LAB.service("parked");
    LAB.sh(
        "mkdir -m 700 "
            + parked.home()
            + "; echo no database >"
            + parked.home()
            + "/ledger.sqlite3");
    parked.daemon("start").expect(1);
    parked.daemon("uninstall").expect(0);
    assertEquals(
        "", LAB.sh("systemctl --user list-units --all --no-legend '" + parked.identifier() + "*'"));
    assertEquals(
        "",
        LAB.sh("find ~/.local %s -name '*%s*'".formatted(LAB.machine().units(), parked.name())));
    assertEquals("not_running", parked.status(3).get("state").getAsString());
  }

  @Test
  void aPurgeListsFirstAndThenRemovesTheHome() throws Exception {
    LabService purged = LAB.service("purged");
    long pid = purged.start();
    CommandResult list = purged.daemon("uninstall", "--purge").expect(1);
    assertSays(list.out(), purged.home() + "/ledger.sqlite3");
    assertSays(list.err(), "--instance " + purged.name() + " --purge --yes");
    assertEquals(pid, purged.pid());
    LAB.sh("touch " + purged.home() + "/mine");
    purged.daemon("uninstall", "--purge", "--yes").expect(0);
    assertEquals(purged.home() + "/mine", LAB.sh("find " + purged.home() + " -mindepth 1"));
    LAB.sh("test ! -e " + purged.unitFile());
    LAB.sh("rm " + purged.home() + "/mine");

    purged.start();
    purged.daemon("uninstall", "--purge", "--yes").expect(0);
    LAB.sh("test ! -e " + purged.home());
  }

  @Test
  void aUnitThatIsNotOursIsLeftAloneAndReplaceKeepsACopy() throws Exception {
    LabService foreign = LAB.service("foreign");
    String text = "[Service]\\nExecStart=/bin/sleep 7777\\n";
    LAB.sh(
        "mkdir -p %s; printf '%s' >%s".formatted(LAB.machine().units(), text, foreign.unitFile()));
    LAB.sh("systemctl --user daemon-reload; systemctl --user start " + foreign.unit());
    long pid = foreign.pid();
    String before = LAB.sh("stat -c '%i %.Y' " + foreign.unitFile());
    for (String verb : new String[] {"start", "restart", "uninstall"}) {
      assertSays(
          foreign.daemon(verb).expect(1).err(),
          "The unit " + foreign.unitFile() + " was not written by Coven");
    }
    assertEquals(before, LAB.sh("stat -c '%i %.Y' " + foreign.unitFile()));
    assertEquals(pid, foreign.pid(), "it runs on");
    assertSays(foreign.status(3).get("drift").getAsString(), "not written by Coven");

    CommandResult start = foreign.daemon("start", "--replace").expect(0);
    String copy = foreign.unitFile() + ".saved-1";
    assertSays(start.err(), copy);
    assertSays(LAB.sh("cat " + copy), "sleep 7777");
    assertEquals("running", foreign.status(0).get("state").getAsString());
    assertEquals("", LAB.sh("pgrep -U $(id -u) -f '[s]leep 7777' || :"));
  }
}
