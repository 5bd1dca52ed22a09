package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Logins, logouts and power cuts, with and without lingering: of one machine, one at a time. */
@Execution(ExecutionMode.SAME_THREAD)
class ServiceBootIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab("--no-linger");

  /** Tests of this class share the user's lingering, and so begin with it off, after a login. */
  @BeforeEach
  void logIn() throws Exception {
    LAB.machine().linger(false);
    LAB.machine().login();
  }

  @Test
  void withoutLingeringItEndsWithTheLastLogoutAndComesWithTheNextLogin() throws Exception {
    LabService off = LAB.service("off");
    CommandResult start = off.daemon("start").expect(0);
    assertSays(
        start.out(), "ends with your last login", "coven daemon start --instance off --linger");
    assertEquals("off", off.status(0).get("linger").getAsString());
    assertSays(off.daemon("status").expect(0).out(), "linger off");
    LAB.machine().logout();
    assertEquals("", root("pgrep -u lab -f daemon.serve || :"));
    LAB.machine().login();
    off.awaitStatus(0);
    assertEquals(0, off.status(0).getAsJsonArray("notes").size());
    LAB.machine().powerCut();
    assertEquals("", root("pgrep -u lab -f daemon.serve || :"));
    LAB.machine().login();
    off.awaitStatus(0);
  }

  @Test
  void withLingeringItSurvivesLogoutAndComesWithThePower() throws Exception {
    LAB.machine().linger(true);
    LabService on = LAB.service("on");
    CommandResult start = on.daemon("start").expect(0);
    assertFalse(start.out().contains("linger"), start.out());
    assertEquals("on", on.status(0).get("linger").getAsString());
    on.launch("s", "echo up; exec sleep 1000");
    long pid = on.pid();
    LAB.machine().logout();
    assertEquals(pid, on.status(0).get("pid").getAsLong());
    LAB.machine().powerCut();
    on.awaitStatus(0);
    JsonObject status = on.status(0);
    assertEquals("systemd", status.get("supervisor").getAsString());
    assertSays(on.coven("sessions", "show", "s").expect(0).out(), "orphaned");
  }

  @Test
  void theFirstClientAfterABootMeetsTheServiceAndStartsNothingElse() throws Exception {
    LabService met = LAB.service("met");
    met.start();
    LAB.machine().powerCut();
    LAB.machine().login();
    // Before there is a daemon that could answer: the socket comes first.
    LAB.machine().await("the socket", "test -S " + met.socket());
    String peer = met.peer();
    assertTrue(peer.endsWith(" " + met.pid()), peer);
    String ofItsName = "grep -lz '^COVEN_INSTANCE=" + met.name() + "$' /proc/[0-9]*/environ || :";
    assertEquals("/proc/" + met.pid() + "/environ", root(ofItsName));
    assertEquals("0", met.property("NRestarts"));
    JsonArray notes = met.status(0).getAsJsonArray("notes");
    assertEquals(1, notes.size(), notes::toString);
    assertSays(notes.toString(), "The daemon before this one did not end cleanly");
    met.daemon("uninstall").expect(0);
  }

  @Test
  void aStoppedDaemonComesBackWithTheNextLogin() throws Exception {
    LabService rests = LAB.service("rests");
    rests.start();
    rests.daemon("stop").expect(0);
    rests.status(3);
    LAB.machine().logout();
    LAB.machine().login();
    rests.awaitStatus(0);
  }

  @Test
  void aUserWhoMayNotTurnLingeringOnIsToldWhoMay() throws Exception {
    // polkit allows it to everybody for themselves; a machine without polkit allows it to root.
    root("systemctl mask -q --now polkit.service");
    LabService asks = LAB.service("asks");
    CommandResult start = asks.daemon("start", "--linger").expect(1);
    assertSays(start.err(), "Lingering was not changed", "sudo loginctl enable-linger lab");
    assertSays(start.err(), "The daemon runs (pid " + asks.pid() + ").");
    JsonObject status = asks.status(0);
    assertTrue(status.get("enabled").getAsBoolean(), status::toString);
    assertEquals("off", status.get("linger").getAsString());
    root("systemctl unmask -q polkit.service");
  }

  @Test
  void lingeringIsUndoneByUninstallIfWeTurnedItOn() throws Exception {
    rootLogin();
    root(program() + " daemon start --linger");
    assertEquals("yes", root("loginctl show-user root --value -p Linger"));
    assertSays(root(program() + " daemon status --json"), "\"linger\":\"on\"");
    assertSays(root(program() + " daemon uninstall"), "Lingering", "off again");
    assertEquals("no", root("loginctl show-user root --value -p Linger"));
  }

  @Test
  void lingeringThatWasOnBeforeStaysOn() throws Exception {
    rootLogin();
    root("loginctl enable-linger root");
    root(program() + " daemon start --linger");
    assertFalse(root(program() + " daemon uninstall").contains("Lingering"));
    assertEquals("yes", root("loginctl show-user root --value -p Linger"));
    root("loginctl disable-linger root");
  }

  /** Only root may turn lingering on here, where no polkit is; so root has a daemon of its own. */
  private static void rootLogin() throws Exception {
    root(
        "loginctl disable-linger root; systemctl is-active -q root-login || systemd-run --quiet"
            + " --unit=root-login -p PAMName=login -p User=root sleep infinity");
    root("until test -S /run/user/0/systemd/private; do sleep 0.02; done");
  }

  private static String program() {
    return LabService.program(LAB.machine());
  }

  private static String root(String script) throws Exception {
    return LAB.machine()
        .execAsRoot(List.of("env", "XDG_RUNTIME_DIR=/run/user/0", "sh", "-c", script))
        .expect(0)
        .out()
        .strip();
  }
}
