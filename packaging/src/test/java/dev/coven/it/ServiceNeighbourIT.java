package dev.coven.it;

import static dev.coven.it.House.assertQuiet;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service meets others: daemons that nobody keeps, strangers, and users without a manager. */
class ServiceNeighbourIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void aServiceReplacesADaemonThatNobodyKeepsAndSaysHowManySessionsItHad() throws Exception {
    LabService taken = LAB.service("taken");
    taken.daemon("start", "--unsupervised").expect(0);
    assertEquals("none", taken.status(0).get("supervisor").getAsString());
    taken.launch("s", "echo up; exec sleep 1000");
    long pid = taken.status(0).get("pid").getAsLong();
    CommandResult start = taken.daemon("start").expect(0);
    assertSays(start.err(), "(pid " + pid + ", 1 live session", "makes way");
    assertEquals("systemd", taken.status(0).get("supervisor").getAsString());
    assertNotEquals(pid, taken.pid());
    assertEquals("", LAB.sh("ls -d /proc/" + pid + " 2>/dev/null || :"));
    assertSays(taken.coven("sessions", "show", "s").expect(0).out(), "killed");
  }

  @Test
  void noDaemonIsStartedBesideAService() throws Exception {
    LabService kept = LAB.service("kept");
    long pid = kept.start();
    CommandResult start = kept.daemon("start", "--unsupervised").expect(1);
    assertSays(start.err(), "systemd keeps the daemon of " + kept.home());
    CommandResult stop = kept.daemon("stop", "--unsupervised").expect(1);
    assertSays(stop.err(), "systemd keeps", "coven daemon stop --instance " + kept.name());
    assertEquals(pid, kept.pid());
    assertEquals("0", kept.property("NRestarts"));
  }

  @Test
  void anotherListenerOnTheSocketIsNamedAndNothingIsTouched() throws Exception {
    LabService talker = LAB.service("talker");
    LAB.sh(
        "printf '%s\\n"
            + "' '#!/bin/sh' 'printf \"SSH-2.0-other\\\\r"
            + "\\\\n"
            + "\\\\r"
            + "\\\\n"
            + "\"' 'exec cat >/dev/null' >~/talk && chmod 755 ~/talk");
    String listener = listen(talker, "talks", LAB.home() + "/talk");
    CommandResult start = talker.daemon("start").expect(1);
    assertSays(start.err(), talker.socket());
    assertFalse(start.err().contains("should not have happened"), start.err());
    LAB.sh("test ! -e " + talker.unitFile() + " && test -S " + talker.socket());
    assertEquals("active", LAB.sh("systemctl --user is-active " + listener));
    assertEquals("foreign", talker.status(4).get("state").getAsString());
  }

  @Test
  void aListenerThatDoesNotAnswerIsNamedAndNothingIsTouched() throws Exception {
    LabService silent = LAB.service("silent");
    listen(silent, "silence", "/bin/sleep 1000");
    CommandResult start = silent.daemon("start").expect(1);
    assertSays(start.err(), silent.socket(), "does not answer");
    LAB.sh("test ! -e " + silent.unitFile() + " && test -S " + silent.socket());
    assertEquals("not_answering", silent.status(4).get("state").getAsString());
  }

  /**
   * Lets somebody else listen at a service's socket, who runs a command for each client.
   *
   * @return the unit that listens
   */
  private static String listen(LabService service, String listener, String command)
      throws Exception {
    String name = LAB.machine().instance(listener);
    LAB.sh(
        """
        mkdir -p %1$s; mkdir -m 700 %2$s
        printf '[Socket]\\nListenStream=%2$s/coven.sock\\nSocketMode=0600\\nAccept=yes\\n' >%1$s/%4$s.socket
        printf '[Service]\\nExecStart=-%3$s\\nStandardInput=socket\\n' >%1$s/%4$s@.service
        systemctl --user daemon-reload && systemctl --user start %4$s.socket
        """
            .formatted(LAB.machine().units(), service.home(), command, name));
    return name + ".socket";
  }

  @Test
  void aUserWithoutAManagerGetsADaemonThatNobodyKeepsAndIsToldWhy() throws Exception {
    String home = "/tmp/other";
    LAB.machine()
        .execAsRoot(List.of("install", "-d", "-m", "700", "-o", "65534", "-g", "65534", home))
        .expect(0);
    CommandResult start = other(home, "start").expect(0);
    List<String> said = start.err().lines().toList();
    assertQuiet(String.join("\n", said.subList(1, said.size())));
    assertSays(said.getFirst(), "not its manager for this user", "runs unsupervised");
    assertSays(other(home, "status").expect(0).out(), "Coven is running");
    assertSays(
        other(home, "start", "--supervised").expect(1).err(),
        "no service manager",
        "coven daemon start --unsupervised");
    assertQuiet(other(home, "stop").expect(0).err());
    // Detected before anything was written.
    CommandResult left =
        LAB.machine()
            .execAsRoot(List.of("find", home, "-mindepth", "1", "-maxdepth", "1"))
            .expect(0);
    assertEquals(home + "/.coven", left.out().strip());
  }

  private static CommandResult other(String home, String... verb) throws Exception {
    String script =
        "exec setpriv --reuid=65534 --regid=65534 --clear-groups env -i HOME="
            + home
            + " PATH=/usr/bin:/bin LANG=C.UTF-8 XDG_RUNTIME_DIR=/run/user/65534"
            + " "
            + LabService.program(LAB.machine())
            + " daemon "
            + String.join(" ", verb);
    return LAB.machine().execAsRoot(List.of("sh", "-c", "cd /; " + script));
  }

  @Test
  void aCallerWithoutTheRuntimeDirectorysNameReachesTheManagerAllTheSame() throws Exception {
    LabService cron = LAB.service("cron");
    for (String name : new String[] {"XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"}) {
      cron = cron.withVariable(name, "/nowhere");
    }
    assertQuiet(cron.daemon("start", "--supervised").expect(0).err());
    assertEquals("systemd", cron.status(0).get("supervisor").getAsString());
  }
}
