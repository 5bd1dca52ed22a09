package dev.coven.supervise.lab;

import static dev.coven.supervise.lab.DriverLab.WELL;
import static dev.coven.supervise.lab.DriverLab.pid;
import static dev.coven.supervise.lab.DriverLab.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What any reading of units ends: that one is known to have changed, and the count of starts
 * towards the limit, which systemd 252 begins anew.
 */
@Isolated("whoever lets systemd read its units lets it read all of them")
@Timeout(120)
class SystemdReloadIT {
  @RegisterExtension static final DriverLab LAB = new DriverLab();

  @Test
  void changedUnitTakesEffectWithRestartAlone() throws Exception {
    String old = unit(WELL);
    LAB.drive("change", "install=" + old, "start");
    // Times are told to the second: let the file be of a later one than the process.
    LAB.shell(
        "while [ $(date +%s) = $(stat -c %Y /proc/$(systemctl --user show -P MainPID"
            + " "
            + LAB.name("change")
            + ")) ]; do :; done");
    List<String> said =
        LAB.drive(
            "change",
            "state",
            "install=" + old.replace("echo up", "echo changed"),
            "state",
            "restart",
            "state",
            "journal=changed");
    assertFalse(said.get(0).contains("stale"), said.get(0));
    assertTrue(said.get(2).startsWith("RUNNING installed enabled stale"), said.get(2));
    assertEquals(pid(said.get(0)), pid(said.get(2)));
    assertNotEquals(pid(said.get(0)), pid(said.get(4)));
    assertFalse(said.get(4).contains("stale"), said.get(4));
    assertTrue(said.get(5).endsWith("changed"), said.get(5));
  }

  @Test
  void handEditedUnitIsReadAgain() throws Exception {
    LAB.drive("edit", "install=" + unit(WELL), "start");
    LAB.shell("echo '# edited' >> " + LAB.file("edit"));
    List<String> said = LAB.drive("edit", "state", "start", "state");
    assertTrue(said.get(0).contains(" stale"), said.get(0));
    assertEquals("ok", said.get(1));
    assertEquals(pid(said.get(0)), pid(said.get(2)));
  }

  @Test
  void crashLoopFailsAndStartHealsIt() throws Exception {
    List<String> said =
        LAB.drive(
            "loop",
            "install=" + unit("echo cannot; exit 3"),
            "start",
            "await=FAILED",
            "journal=cannot",
            "last-failure",
            "install=" + unit(WELL),
            "start",
            "state");
    assertTrue(
        said.get(1).startsWith("failed: The service did not become ready: exit code 3 (Result="),
        said.get(1));
    assertTrue(said.get(1).contains("journalctl --user -t " + LAB.name("loop")), said.get(1));
    assertTrue(said.get(2).startsWith("FAILED installed enabled restarts=5 code=3"), said.get(2));
    assertTrue(said.get(2).contains("exit=[exit code 3"), said.get(2));
    assertTrue(said.get(3).endsWith("cannot"), said.get(3));
    assertEquals("exit code 3", said.get(4));
    assertEquals(List.of("ok", "ok"), said.subList(5, 7));
    assertTrue(said.get(7).startsWith("RUNNING installed enabled restarts=0"), said.get(7));
  }
}
