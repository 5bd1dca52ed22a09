package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.kit.LabService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Sessions that outlive their daemon, in a real systemd: what the next one can do to them. */
@Execution(ExecutionMode.SAME_THREAD)
class ServiceSessionRoutesIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void aTerminalThatWasTakenOverIsResized() throws Exception {
    LabService sized = LAB.service("sized");
    sized.start();
    sized.launch(
        "s",
        "echo first $(stty size); trap 'echo size $(stty size)' WINCH; echo ready;"
            + " while :; do sleep 0.05; done");
    awaitLog(sized, "s", "ready");
    assertEquals(202, sized.post("/sessions/s/resize", "{\"columns\":100,\"rows\":30}"));
    awaitLog(sized, "s", "size 30 100");
    for (String how : new String[] {"kill", "shutdown"}) {
      sized.respawn(how);
      int columns = how.equals("kill") ? 90 : 70;
      String body = "{\"columns\":" + columns + ",\"rows\":20}";
      assertEquals(202, sized.post("/sessions/s/resize", body));
      awaitLog(sized, "s", "size 20 " + columns);
    }
    assertSays(sized.coven("sessions", "log", "s").expect(0).out(), "first 24 80");
    sized.coven("kill", "s").expect(0);
    sized.daemon("uninstall").expect(0);
  }

  /** It has no parent, session, terminal or environment of the harness's; its scope has it. */
  @Test
  void aKillFindsWhatOnlyTheScopeHolds() throws Exception {
    LabService hidden = LAB.service("hidden");
    hidden.start();
    hidden.launch(
        "s",
        "env -i setsid sh -c '(trap \"\" HUP TERM; exec sleep 9754) & exit'; echo up;"
            + " exec sleep 1000");
    awaitLog(hidden, "s", "up");
    LAB.machine().await("the one that hides", "pgrep -f 'sleep 975[4]'");
    hidden.respawn("kill");
    hidden.coven("kill", "s").expect(0);
    assertSays(hidden.coven("sessions", "show", "s").expect(0).out(), "killed");
    assertEquals("", LAB.sh("pgrep -f 'sleep 975[4]' || :"));
    hidden.daemon("uninstall").expect(0);
  }

  private static void awaitLog(LabService service, String id, String text) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    String log = "";
    while (!log.contains(text)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(text + " is not printed, but: " + log);
      }
      log = service.coven("sessions", "log", id).expect(0).out();
    }
  }
}
