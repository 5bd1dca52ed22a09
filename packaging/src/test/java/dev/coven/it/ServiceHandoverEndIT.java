package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How sessions that can outlive their daemon end in a real systemd: one power cut is among it. */
@Execution(ExecutionMode.SAME_THREAD)
class ServiceHandoverEndIT {
  /** Ignores what it can, and has a child that left its session and ignores it too. */
  private static final String STUBBORN =
      "trap '' HUP TERM INT; setsid nohup sleep 9753 >/dev/null 2>&1 & echo up;"
          + " while :; do sleep 1; done";

  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void stopEndsAllOfTheirProcessesAlsoAfterAHandOver() throws Exception {
    LabService stopped = LAB.service("stopped");
    stopped.start();
    stopped.launch("old", STUBBORN);
    stopped.respawn("kill");
    stopped.launch("new", STUBBORN);
    stopped.launch("meek", "echo up; exec sleep 1000");
    assertSays(stopped.daemon("stop").expect(0).out(), "3 live sessions ended.");
    assertEquals("", HandoverTraces.livingProcesses(LAB, stopped));
    stopped.start();
    for (String id : new String[] {"old", "new", "meek"}) {
      assertSays(stopped.coven("sessions", "show", id).expect(0).out(), "killed");
    }
    HandoverTraces.requireEmptyStore(LAB, stopped);
    stopped.daemon("uninstall").expect(0);
  }

  @Test
  void uninstallEndsAllOfTheirProcesses() throws Exception {
    LabService gone = LAB.service("gone");
    gone.start();
    gone.launch("s", STUBBORN);
    gone.respawn("shutdown");
    assertSays(gone.daemon("uninstall").expect(0).out(), "1 live session ended.");
    assertEquals("", HandoverTraces.livingProcesses(LAB, gone));
    gone.start();
    assertSays(gone.coven("sessions", "show", "s").expect(0).out(), "killed");
    gone.daemon("uninstall").expect(0);
  }

  @Test
  void aPowerCutMakesThemOrphaned() throws Exception {
    LabService cut = LAB.service("cut");
    cut.start();
    cut.launch("s", "echo up; exec sleep 1000");
    cut.respawn("kill");
    assertSays(cut.coven("sessions", "show", "s").expect(0).out(), "running");
    LAB.machine().powerCut();
    cut.awaitStatus(0);
    assertSays(cut.coven("sessions", "show", "s").expect(0).out(), "orphaned");
    assertEquals("", LAB.sh("ls " + cut.home() + "/sessions"));
    HandoverTraces.requireEmptyStore(LAB, cut);
    cut.daemon("uninstall").expect(0);
  }

  @Test
  void aWatchdogKillIsSurvived() throws Exception {
    LabService hung = LAB.service("hung");
    // Its own patience is 20 s; what follows a kill by the watchdog is the same after 3.
    LAB.sh(
        "mkdir -p %1$s && printf '[Service]\\nWatchdogSec=3\\n' >%1$s/x.conf"
            .formatted(hung.unitFile() + ".d"));
    long pid = hung.start();
    hung.launch("s", "echo up; until test -e ~/go; do sleep 0.1; done; echo over; exit 3");
    LAB.sh("kill -STOP " + pid + "; touch ~/go");
    LAB.machine().await("the watchdog", "! test -d /proc/" + pid);
    hung.awaitStatus(0);
    assertNotEquals(pid, hung.pid());
    CommandResult attach = hung.coven("attach", "s").expect(3);
    assertEquals("up\r\nover\r\n", attach.out());
    hung.daemon("uninstall").expect(0);
    LAB.sh("rm -r ~/go " + hung.unitFile() + ".d");
  }

  @Test
  void oneThatEndsWhileNoDaemonRunsGetsItsTrueEnd() throws Exception {
    LabService away = LAB.service("away");
    long pid = away.start();
    String end = "until test -e ~/end; do sleep 0.05; done; echo last words; ";
    away.launch("terminal", "echo up; " + end + "exit 9");
    away.launch("done", "echo up; " + end + "exit 0");
    // A daemon that stands still reads nothing, and is killed before it can go on.
    LAB.sh("kill -STOP " + pid + "; touch ~/end");
    String exit = away.home() + "/sessions/%s/exit";
    LAB.machine()
        .await(
            "the ends of both",
            "test -s %s -a -s %s".formatted(exit.formatted("terminal"), exit.formatted("done")));
    LAB.sh("kill -KILL " + pid);
    away.awaitStatus(0);
    assertEquals("up\r\nlast words\r\n", away.coven("attach", "terminal").expect(9).out());
    assertEquals("up\r\nlast words\r\n", away.coven("attach", "done").expect(0).out());
    assertSays(away.coven("sessions", "show", "terminal").expect(0).out(), "failed");
    assertSays(away.coven("sessions", "show", "done").expect(0).out(), "completed");
    HandoverTraces.requireEmptyStore(LAB, away);
    HandoverTraces.requireQuietJournal(LAB, away);
    away.daemon("uninstall").expect(0);
  }
}
