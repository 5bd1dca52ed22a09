package dev.coven.supervise.lab;

import static dev.coven.supervise.lab.DriverLab.WELL;
import static dev.coven.supervise.lab.DriverLab.find;
import static dev.coven.supervise.lab.DriverLab.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a service starts under systemd, and how it does not. */
@Timeout(120)
class SystemdStartIT {
  private static final Pattern SINCE = Pattern.compile(" since=(\\S+)");

  @RegisterExtension static final DriverLab LAB = new DriverLab();

  @Test
  void firstStartInstallsEnablesAndIsReady() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    List<String> said =
        LAB.drive(
            "first", "state", "install=" + unit(WELL), "state", "start", "state", "journal=up");
    assertEquals("STOPPED restarts=0", said.get(0));
    assertEquals("ok", said.get(1));
    assertEquals("STOPPED installed restarts=0", said.get(2));
    assertEquals("ok", said.get(3));
    String running = said.get(4);
    assertTrue(running.startsWith("RUNNING installed enabled restarts=0 pid="), running);
    Instant since = Instant.parse(find(SINCE, running));
    assertTrue(!since.isBefore(before) && !since.isAfter(Instant.now()), running);
    assertEquals("up", said.get(5));
    assertEquals("644 regular file", LAB.shell("stat -c '%a %F' " + LAB.file("first")));
    LAB.shell("test " + LAB.link("first") + " -ef " + LAB.file("first"));
    assertEquals(
        "", LAB.shell("ls -A " + LAB.machine().units() + " | grep new || true"), "drafts are left");
  }

  @Test
  void secondStartChangesNothing() throws Exception {
    String text = unit(WELL);
    List<String> said =
        LAB.drive(
            "again", "install=" + text, "start", "state", "install=" + text, "start", "state");
    assertEquals(said.get(2), said.get(5));
    assertTrue(said.get(5).startsWith("RUNNING"), said.get(5));
  }

  @Test
  void startWithoutWaitingTellsTheWay() throws Exception {
    String slow =
        "read line < " + LAB.machine().home() + "/go; systemd-notify --ready; exec sleep 1000";
    LAB.shell("mkfifo $HOME/go");
    assertEquals("ok", LAB.drive("slow", "install=" + unit(slow), "start-no-wait").get(1));
    // It is starting from the moment on that it waits for its turn; then it has no process yet.
    LAB.machine()
        .await(
            "its process",
            "test $(systemctl --user show -P MainPID " + LAB.name("slow") + ") != 0");
    List<String> said = LAB.drive("slow", "await=STARTING", "start-no-wait");
    assertTrue(said.get(0).startsWith("STARTING installed enabled restarts=0 pid="), said.get(0));
    assertEquals("ok", said.get(1));
    LAB.shell("echo > $HOME/go");
    assertTrue(LAB.drive("slow", "start", "state").get(1).startsWith("RUNNING"));
  }

  @Test
  void startThatHasToQueueIsAStart() throws Exception {
    LAB.shell("mkfifo $HOME/ahead");
    String ahead = "read line < " + LAB.machine().home() + "/ahead";
    LAB.drive("ahead", "install=" + unit(ahead), "start-no-wait");
    String behind =
        unit(WELL).replace("[Service]", "After=" + LAB.name("ahead") + ".service\n[Service]");
    List<String> said =
        LAB.drive("behind", "install=" + behind, "start-no-wait", "state", "stop", "state");
    assertEquals("STARTING installed enabled restarts=0", said.get(2));
    assertEquals("STOPPED installed enabled restarts=0", said.get(4));
    LAB.drive("ahead", "uninstall");
  }

  @Test
  void missingProgramIsNamed() throws Exception {
    // It is stopped before it is tried again, however slow this machine is.
    String text =
        unit(WELL)
            .replaceFirst("ExecStart=.*", "ExecStart=/nowhere/coven")
            .replace("RestartSec=100ms", "RestartSec=10min");
    List<String> said = LAB.drive("noexec", "install=" + text, "start", "stop", "state");
    assertTrue(said.get(1).contains("203 (the program could not be executed)"), said.get(1));
    assertTrue(said.get(3).startsWith("STOPPED installed enabled restarts=0"), said.get(3));
  }

  @Test
  void neverReadyIsTold() throws Exception {
    // The next start would wipe out what is told, and begins at once: see missingProgramIsNamed.
    String text =
        unit("exec sleep 1000")
            .replace("[Install]", "TimeoutStartSec=1\n[Install]")
            .replace("RestartSec=100ms", "RestartSec=10min");
    List<String> said =
        LAB.drive("never", "install=" + text, "start", "start-no-wait", "stop", "state");
    assertTrue(said.get(1).contains("it was not ready, or not gone, in time"), said.get(1));
    assertEquals(List.of("ok", "ok"), said.subList(2, 4));
    assertTrue(said.get(4).startsWith("STOPPED"), said.get(4));
  }

  @Test
  void permanentFaultParks() throws Exception {
    List<String> said = LAB.drive("park", "install=" + unit("exit 78"), "start", "state");
    assertTrue(said.get(1).contains("exit code 78"), said.get(1));
    assertTrue(said.get(2).startsWith("FAILED installed enabled restarts=0 code=78"), said.get(2));
  }

  @Test
  void longRestartDelayIsNotWaitedFor() throws Exception {
    String lame = unit("exit 1").replace("RestartSec=100ms", "RestartSec=10min");
    List<String> said =
        LAB.drive(
            "delay",
            "install=" + lame,
            "start",
            "state",
            "install=" + unit(WELL),
            "start",
            "state");
    assertTrue(
        said.get(1)
            .endsWith("again and again. | journalctl --user -t " + LAB.name("delay") + " -n 50"));
    assertTrue(said.get(2).startsWith("RESTARTING"), said.get(2));
    assertEquals("ok", said.get(4));
    assertTrue(said.get(5).startsWith("RUNNING"), said.get(5));
  }
}
