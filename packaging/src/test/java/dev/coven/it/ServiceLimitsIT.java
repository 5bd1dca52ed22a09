package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static dev.coven.kit.LabService.SHELL_HARNESS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a session may use, and who sees to it. */
class ServiceLimitsIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void aTimeLimitEndsTheSessionAndAllOfIt() throws Exception {
    LabService timed = LAB.service("timed");
    timed.start();
    String prompt = "setsid sleep 9753 & echo up; exec sleep 9753";
    CommandResult run =
        timed
            .coven(
                "run", "--id", "s", "--timeout", "1s", "--non-interactive", SHELL_HARNESS, prompt)
            .expect(143);
    assertEquals("up\r\n", run.out());
    assertSays(timed.coven("sessions", "show", "s").expect(0).out(), "failed");
    assertEquals("", HandoverTraces.livingProcesses(LAB, timed));
    timed.daemon("uninstall").expect(0);
  }

  /** The memory is asked for in steps, so that nothing happens where the limit does not hold. */
  @Test
  void aMemoryLimitIsEnforcedOrRefused() throws Exception {
    LabService limited = LAB.service("limited");
    limited.start();
    String sixtyFourMegabytes =
        "x=0123456789abcdef; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22;"
            + " do x=$x$x; done; echo survived";
    CommandResult run =
        limited.coven("run", "--id", "s", "--memory", "16MiB", SHELL_HARNESS, sixtyFourMegabytes);
    boolean controlled =
        LAB.sh(
                "cat /sys/fs/cgroup/user.slice/user-$(id -u).slice/user@$(id -u).service/"
                    + "cgroup.controllers")
            .contains("memory");
    if (controlled) {
      run.expect(137);
      assertEquals("", run.out());
    } else {
      assertSays(run.expect(125).err(), "was not given the memory controller");
      assertSays(limited.coven("sessions").expect(0).out(), "No sessions.");
    }
    limited.daemon("uninstall").expect(0);
  }
}
