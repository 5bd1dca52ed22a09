package dev.coven.supervise.lab;

import static dev.coven.supervise.lab.DriverLab.lines;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the user's manager is found, and whether it lingers. */
@Timeout(120)
class SystemdUserIT {
  @RegisterExtension static final DriverLab LAB = new DriverLab();

  @Test
  void managerIsFoundWithoutTheVariablesOfALogin() throws Exception {
    List<String> bare = List.of("-u", "XDG_RUNTIME_DIR", "-u", "DBUS_SESSION_BUS_ADDRESS");
    assertTrue(
        lines(LAB.machine().exec(LAB.env(bare, "cron", "state"))).get(0).startsWith("STOPPED"));
    List<String> others = List.of("-u", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR=/run");
    assertTrue(
        lines(LAB.machine().exec(LAB.env(others, "cron", "state"))).get(0).startsWith("STOPPED"));
  }

  @Test
  void userWithoutAManagerIsToldSo() throws Exception {
    List<String> nobody = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--clear-groups"));
    nobody.add("--regid=65534");
    nobody.addAll(LAB.driver("none", "state"));
    assertEquals(
        "unavailable: systemd runs here, and not its manager for this user, who is not logged in"
            + " (a container).",
        lines(LAB.machine().execAsRoot(nobody)).get(0));
    List<String> sudo = new ArrayList<>(List.of("env", "SUDO_USER=lab"));
    sudo.addAll(LAB.driver("none", "state"));
    assertTrue(
        lines(LAB.machine().execAsRoot(sudo)).get(0).endsWith("; without sudo it is lab's."));
  }

  @Test
  void lingeringIsTurnedOffAndOn() throws Exception {
    // A login keeps the manager while lingering is off.
    LAB.machine().login();
    try {
      assertEquals(
          List.of(
              "linger ON",
              "changed false",
              "changed true",
              "linger OFF",
              "changed false",
              "changed true",
              "linger ON"),
          LAB.drive(
              "linger",
              "linger",
              "linger-on",
              "linger-off",
              "linger",
              "linger-off",
              "linger-on",
              "linger"));
    } finally {
      LAB.machine().linger(true);
      LAB.machine().logout();
    }
  }
}
