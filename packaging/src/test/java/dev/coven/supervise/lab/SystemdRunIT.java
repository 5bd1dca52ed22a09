package dev.coven.supervise.lab;

import static dev.coven.supervise.lab.DriverLab.WELL;
import static dev.coven.supervise.lab.DriverLab.pid;
import static dev.coven.supervise.lab.DriverLab.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What stops a running service under systemd, and what brings it back. */
@Timeout(120)
class SystemdRunIT {
  @RegisterExtension static final DriverLab LAB = new DriverLab();

  @Test
  void stopStaysDownAndStartBringsItBack() throws Exception {
    List<String> said =
        LAB.drive(
            "stop", "install=" + unit(WELL), "start", "stop", "state", "stop", "start", "state");
    assertEquals("ok", said.get(2));
    assertTrue(said.get(3).startsWith("STOPPED installed enabled restarts=0 exit="), said.get(3));
    assertEquals(List.of("ok", "ok"), said.subList(4, 6));
    assertTrue(said.get(6).startsWith("RUNNING"), said.get(6));
  }

  @Test
  void stopOfNothingIsDone() throws Exception {
    assertEquals(List.of("ok", "ok"), LAB.drive("nothing", "stop", "uninstall"));
  }

  @Test
  void restartBringsANewProcessAlsoWhenNoneRan() throws Exception {
    List<String> said =
        LAB.drive(
            "restart",
            "install=" + unit(WELL),
            "restart",
            "state",
            "restart",
            "state",
            "uninstall");
    assertEquals("ok", said.get(1));
    assertNotEquals(pid(said.get(2)), pid(said.get(4)));
    assertEquals("ok", said.get(5));
  }

  @Test
  void killedServiceComesBackByItself() throws Exception {
    LAB.drive("kill", "install=" + unit(WELL), "start");
    // systemctl returns before the process is reaped: wait for what systemd writes down.
    LAB.shell(
        """
        kill -9 $(systemctl --user show -P MainPID %1$s)
        while [ $(systemctl --user show -P NRestarts %1$s) = 0 ]; do :; done
        """
            .formatted(LAB.name("kill")));
    List<String> said = LAB.drive("kill", "await=RUNNING", "last-failure");
    assertTrue(said.get(0).startsWith("RUNNING installed enabled restarts=1"), said.get(0));
    assertEquals("killed by signal 9 (KILL)", said.get(1));
  }

  @Test
  void restartsNeverReachTheLimit() throws Exception {
    List<String> steps = new ArrayList<>(List.of("install=" + unit(WELL), "start"));
    for (int i = 0; i < 7; i++) {
      steps.addAll(List.of("restart", "stop", "start"));
    }
    List<String> said = LAB.drive("limit", steps.toArray(String[]::new));
    assertEquals(List.of("ok"), said.stream().distinct().toList());
  }

  @Test
  void journalTellsWhatIsNewAndIsSafeToPrint() throws Exception {
    String loud = "printf 'old \\\\033[31m\\\\n'; " + WELL;
    List<String> said =
        LAB.drive(
            "loud",
            "install=" + unit(loud),
            "start",
            "journal=up",
            "journal-of-now=",
            "last-failure");
    assertEquals("old \\e[31m/up", said.get(2));
    assertEquals("", said.get(3));
    assertEquals("none", said.get(4));
  }
}
