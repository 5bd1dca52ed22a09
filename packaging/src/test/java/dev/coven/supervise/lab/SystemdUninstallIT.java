package dev.coven.supervise.lab;

import static dev.coven.supervise.lab.DriverLab.WELL;
import static dev.coven.supervise.lab.DriverLab.unit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What uninstall takes away under systemd. */
@Timeout(120)
class SystemdUninstallIT {
  @RegisterExtension static final DriverLab LAB = new DriverLab();

  @Test
  void uninstallLeavesNothing() throws Exception {
    List<String> said =
        LAB.drive("gone", "install=" + unit(WELL), "start", "uninstall", "state", "uninstall");
    assertEquals(List.of("ok", "ok", "ok", "STOPPED restarts=0", "ok"), said);
    assertEquals("", LAB.files("gone"));
    assertEquals("", LAB.known("gone"));
  }

  @Test
  void uninstallForgetsAFailure() throws Exception {
    List<String> said =
        LAB.drive("failgone", "install=" + unit("exit 78"), "start", "uninstall", "state");
    assertEquals("STOPPED restarts=0", said.get(3));
    assertEquals("", LAB.known("failgone"));
  }

  @Test
  void halfRemovedUnitIsRemoved() throws Exception {
    LAB.drive("half2", "install=" + unit(WELL), "start");
    LAB.shell("rm " + LAB.file("half2"));
    assertEquals(List.of("ok", "STOPPED restarts=0"), LAB.drive("half2", "uninstall", "state"));
    assertEquals("", LAB.files("half2"));
  }
}
