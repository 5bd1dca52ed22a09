package dev.coven.supervise.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.CommandResult;
import dev.coven.kit.SystemdLab;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our hold on systemd, in a real one: each test has a service of its own. */
@Timeout(120)
class SystemdIT {
  private static final Pattern PID = Pattern.compile(" pid=(\\d+)");
  private static final Pattern SINCE = Pattern.compile(" since=(\\S+)");
  private static final String UNITS = "$HOME/.config/systemd/user";

  /** Says that it is ready and goes on for ever. */
  private static final String WELL = "echo up; systemd-notify --ready; exec sleep 1000";

  private static SystemdLab lab;

  @BeforeAll
  static void boot() throws Exception {
    lab = SystemdLab.underClassPath();
  }

  @AfterAll
  static void powerOff() {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void firstStartInstallsEnablesAndIsReady() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    List<String> said =
        drive("first", "state", "install=" + unit(WELL), "state", "start", "state", "journal=up");
    assertEquals("STOPPED restarts=0", said.get(0));
    assertEquals("ok", said.get(1));
    assertEquals("STOPPED installed restarts=0", said.get(2));
    assertEquals("ok", said.get(3));
    String running = said.get(4);
    assertTrue(running.startsWith("RUNNING installed enabled restarts=0 pid="), running);
    Instant since = Instant.parse(find(SINCE, running));
    assertTrue(!since.isBefore(before) && !since.isAfter(Instant.now()), running);
    assertEquals("up", said.get(5));
    assertEquals("644 regular file", shell("stat -c '%a %F' " + UNITS + "/coven-first.service"));
    shell(
        "test "
            + UNITS
            + "/default.target.wants/coven-first.service -ef "
            + UNITS
            + "/coven-first.service");
    assertEquals("", shell("ls -A " + UNITS + " | grep new || true"), "drafts are left");
  }

  @Test
  void secondStartChangesNothing() throws Exception {
    String text = unit(WELL);
    List<String> said =
        drive("again", "install=" + text, "start", "state", "install=" + text, "start", "state");
    assertEquals(said.get(2), said.get(5));
    assertTrue(said.get(5).startsWith("RUNNING"), said.get(5));
  }

  @Test
  void stopStaysDownAndStartBringsItBack() throws Exception {
    List<String> said =
        drive("stop", "install=" + unit(WELL), "start", "stop", "state", "stop", "start", "state");
    assertEquals("ok", said.get(2));
    assertTrue(said.get(3).startsWith("STOPPED installed enabled restarts=0 exit="), said.get(3));
    assertEquals(List.of("ok", "ok"), said.subList(4, 6));
    assertTrue(said.get(6).startsWith("RUNNING"), said.get(6));
  }

  @Test
  void stopOfNothingIsDone() throws Exception {
    assertEquals(List.of("ok", "ok"), drive("nothing", "stop", "uninstall"));
  }

  @Test
  void restartBringsANewProcessAlsoWhenNoneRan() throws Exception {
    List<String> said =
        drive(
            "restart",
            "install=" + unit(WELL),
            "restart",
            "state",
            "restart",
            "state",
            "uninstall");
    assertEquals("ok", said.get(1));
    assertNotEquals(find(PID, said.get(2)), find(PID, said.get(4)));
    assertEquals("ok", said.get(5));
  }

  @Test
  void changedUnitTakesEffectWithRestartAlone() throws Exception {
    String old = unit(WELL);
    drive("change", "install=" + old, "start");
    // Times are told to the second: let the file be of a later one than the process.
    shell(
        "while [ $(date +%s) = $(stat -c %Y /proc/$(systemctl --user show -P MainPID"
            + " coven-change)) ]; do :; done");
    List<String> said =
        drive(
            "change",
            "state",
            "install=" + old.replace("echo up", "echo changed"),
            "state",
            "restart",
            "state",
            "journal=changed");
    assertFalse(said.get(0).contains("stale"), said.get(0));
    assertTrue(said.get(2).startsWith("RUNNING installed enabled stale"), said.get(2));
    assertEquals(find(PID, said.get(0)), find(PID, said.get(2)));
    assertNotEquals(find(PID, said.get(0)), find(PID, said.get(4)));
    assertFalse(said.get(4).contains("stale"), said.get(4));
    assertTrue(said.get(5).endsWith("changed"), said.get(5));
  }

  @Test
  void handEditedUnitIsReadAgain() throws Exception {
    drive("edit", "install=" + unit(WELL), "start");
    shell("echo '# edited' >> " + UNITS + "/coven-edit.service");
    List<String> said = drive("edit", "state", "start", "state");
    assertTrue(said.get(0).contains(" stale"), said.get(0));
    assertEquals("ok", said.get(1));
    assertEquals(find(PID, said.get(0)), find(PID, said.get(2)));
  }

  @Test
  void uninstallLeavesNothing() throws Exception {
    List<String> said =
        drive("gone", "install=" + unit(WELL), "start", "uninstall", "state", "uninstall");
    assertEquals(List.of("ok", "ok", "ok", "STOPPED restarts=0", "ok"), said);
    assertEquals("", shell("find $HOME/.config -name '*coven-gone*'"));
    assertEquals("", shell("systemctl --user list-units --all --no-legend 'coven-gone*'"));
  }

  @Test
  void uninstallForgetsAFailure() throws Exception {
    List<String> said =
        drive("failgone", "install=" + unit("exit 78"), "start", "uninstall", "state");
    assertEquals("STOPPED restarts=0", said.get(3));
    assertEquals("", shell("systemctl --user list-units --all --no-legend 'coven-failgone*'"));
  }

  @Test
  void halfRemovedUnitHeals() throws Exception {
    drive("half", "install=" + unit(WELL), "start");
    shell("rm " + UNITS + "/coven-half.service; systemctl --user daemon-reload");
    List<String> said = drive("half", "state", "start", "install=" + unit(WELL), "start", "state");
    assertTrue(said.get(0).startsWith("RUNNING restarts=0"), said.get(0));
    assertTrue(said.get(0).contains("note=[the unit file is gone]"), said.get(0));
    assertTrue(said.get(1).startsWith("failed: There is no unit "), said.get(1));
    assertEquals(List.of("ok", "ok"), said.subList(2, 4));
    assertTrue(said.get(4).startsWith("RUNNING installed enabled"), said.get(4));
  }

  @Test
  void halfRemovedUnitIsRemoved() throws Exception {
    drive("half2", "install=" + unit(WELL), "start");
    shell("rm " + UNITS + "/coven-half2.service");
    assertEquals(List.of("ok", "STOPPED restarts=0"), drive("half2", "uninstall", "state"));
    assertEquals("", shell("find $HOME/.config -name '*coven-half2*'"));
  }

  @Test
  void linkThatLeadsElsewhereIsSetRight() throws Exception {
    drive("link", "install=" + unit(WELL));
    shell(
        "mkdir -p "
            + UNITS
            + "/default.target.wants;"
            + " ln -s /nowhere/coven-link.service "
            + UNITS
            + "/default.target.wants/;"
            + " ln -s /nowhere/unit "
            + UNITS
            + "/coven-link2.service");
    assertEquals("ok", drive("link", "start").get(0));
    shell(
        "test "
            + UNITS
            + "/default.target.wants/coven-link.service -ef "
            + UNITS
            + "/coven-link.service");
    // A unit that is itself such a link.
    assertEquals(List.of("ok", "ok"), drive("link2", "install=" + unit(WELL), "start"));
    assertEquals("regular file", shell("stat -c %F " + UNITS + "/coven-link2.service"));
  }

  @Test
  void crashLoopFailsAndStartHealsIt() throws Exception {
    List<String> said =
        drive(
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
    assertTrue(said.get(1).contains("journalctl --user -t coven-loop"), said.get(1));
    assertTrue(said.get(2).startsWith("FAILED installed enabled restarts=5 code=3"), said.get(2));
    assertTrue(said.get(2).contains("exit=[exit code 3"), said.get(2));
    assertTrue(said.get(3).endsWith("cannot"), said.get(3));
    assertEquals("exit code 3", said.get(4));
    assertEquals(List.of("ok", "ok"), said.subList(5, 7));
    assertTrue(said.get(7).startsWith("RUNNING installed enabled restarts=0"), said.get(7));
  }

  @Test
  void permanentFaultParks() throws Exception {
    List<String> said = drive("park", "install=" + unit("exit 78"), "start", "state");
    assertTrue(said.get(1).contains("exit code 78"), said.get(1));
    assertTrue(said.get(2).startsWith("FAILED installed enabled restarts=0 code=78"), said.get(2));
  }

  @Test
  void missingProgramIsNamed() throws Exception {
    String text = unit(WELL).replaceFirst("ExecStart=.*", "ExecStart=/nowhere/coven");
    List<String> said = drive("noexec", "install=" + text, "start", "stop", "state");
    assertTrue(said.get(1).contains("203 (the program could not be executed)"), said.get(1));
    assertTrue(said.get(3).startsWith("STOPPED installed enabled restarts=0"), said.get(3));
  }

  @Test
  void neverReadyIsTold() throws Exception {
    List<String> said =
        drive(
            "never",
            "install="
                + unit("exec sleep 1000").replace("[Install]", "TimeoutStartSec=1\n[Install]"),
            "start",
            "start-no-wait",
            "stop",
            "state");
    assertTrue(said.get(1).contains("it was not ready, or not gone, in time"), said.get(1));
    assertEquals(List.of("ok", "ok"), said.subList(2, 4));
    assertTrue(said.get(4).startsWith("STOPPED"), said.get(4));
  }

  @Test
  void startWithoutWaitingTellsTheWay() throws Exception {
    String slow = "read line < $HOME/go; systemd-notify --ready; exec sleep 1000";
    shell("mkfifo $HOME/go");
    List<String> said =
        drive("slow", "install=" + unit(slow), "start-no-wait", "await=STARTING", "start-no-wait");
    assertEquals("ok", said.get(1));
    assertTrue(said.get(2).startsWith("STARTING installed enabled restarts=0 pid="), said.get(2));
    assertEquals("ok", said.get(3));
    shell("echo > $HOME/go");
    assertTrue(drive("slow", "start", "state").get(1).startsWith("RUNNING"));
  }

  @Test
  void startThatHasToQueueIsAStart() throws Exception {
    shell("mkfifo $HOME/ahead");
    drive("ahead", "install=" + unit("read line < $HOME/ahead"), "start-no-wait");
    String behind = unit(WELL).replace("[Service]", "After=coven-ahead.service\n[Service]");
    List<String> said =
        drive("behind", "install=" + behind, "start-no-wait", "state", "stop", "state");
    assertEquals("STARTING installed enabled restarts=0", said.get(2));
    assertEquals("STOPPED installed enabled restarts=0", said.get(4));
    drive("ahead", "uninstall");
  }

  @Test
  void killedServiceComesBackByItself() throws Exception {
    drive("kill", "install=" + unit(WELL), "start");
    // systemctl returns before the process is reaped: wait for what systemd writes down.
    shell(
        "p=$(systemctl --user show -P MainPID coven-kill); kill -9 $p;"
            + " while [ $(systemctl --user show -P NRestarts coven-kill) = 0 ]; do :; done");
    List<String> said = drive("kill", "await=RUNNING", "last-failure");
    assertTrue(said.get(0).startsWith("RUNNING installed enabled restarts=1"), said.get(0));
    assertEquals("killed by signal 9 (KILL)", said.get(1));
  }

  @Test
  void restartsNeverReachTheLimit() throws Exception {
    List<String> steps = new ArrayList<>(List.of("install=" + unit(WELL), "start"));
    for (int i = 0; i < 7; i++) {
      steps.addAll(List.of("restart", "stop", "start"));
    }
    List<String> said = drive("limit", steps.toArray(String[]::new));
    assertEquals(List.of("ok"), said.stream().distinct().toList());
  }

  @Test
  void longRestartDelayIsNotWaitedFor() throws Exception {
    String lame = unit("exit 1").replace("RestartSec=100ms", "RestartSec=10min");
    List<String> said =
        drive(
            "delay",
            "install=" + lame,
            "start",
            "state",
            "install=" + unit(WELL),
            "start",
            "state");
    assertTrue(said.get(1).endsWith("again and again. | journalctl --user -t coven-delay -n 50"));
    assertTrue(said.get(2).startsWith("RESTARTING"), said.get(2));
    assertEquals("ok", said.get(4));
    assertTrue(said.get(5).startsWith("RUNNING"), said.get(5));
  }

  @Test
  void maskIsNamedAndKept() throws Exception {
    shell("mkdir -p " + UNITS + "; systemctl --user mask coven-mask.service");
    List<String> said =
        drive("mask", "state", "install=" + unit(WELL), "start", "stop", "uninstall");
    assertEquals("STOPPED restarts=0 note=[the unit is masked]", said.get(0));
    for (String refused : said.subList(1, 3)) {
      assertTrue(refused.startsWith("failed: The unit coven-mask.service is masked"), refused);
      assertTrue(refused.endsWith("| systemctl --user unmask coven-mask.service"), refused);
    }
    assertEquals(List.of("ok", "ok"), said.subList(3, 5));
    assertEquals("/dev/null", shell("readlink " + UNITS + "/coven-mask.service"));
    shell("systemctl --user unmask coven-mask.service");
    assertEquals(List.of("ok", "ok"), drive("mask", "install=" + unit(WELL), "start"));
  }

  @Test
  void unitThatSystemdRefusesLeavesNothing() throws Exception {
    List<String> said = drive("bad", "install=[Service]\nType=notify\n", "state");
    assertTrue(said.get(0).contains("systemd does not take the unit"), said.get(0));
    assertTrue(said.get(1).startsWith("STOPPED restarts=0"), said.get(1));
    assertEquals("", shell("find $HOME/.config -name '*coven-bad*'"));
  }

  @Test
  void dropInIsNamedAndKept() throws Exception {
    shell(
        "mkdir -p "
            + UNITS
            + "/coven-drop.service.d;"
            + " printf '[Service]\\nNice=1\\n' > "
            + UNITS
            + "/coven-drop.service.d/mine.conf");
    List<String> said = drive("drop", "install=" + unit(WELL), "start", "state", "uninstall");
    assertTrue(said.get(2).contains("note=[drop-ins change the unit: "), said.get(2));
    assertEquals("mine.conf", shell("ls " + UNITS + "/coven-drop.service.d"));
  }

  @Test
  void unitDirectoryThatSystemdDoesNotSeeIsNamed() throws Exception {
    List<String> said =
        lines(
            lab.exec(
                env(
                    List.of("XDG_CONFIG_HOME=/home/lab/elsewhere"),
                    "xdg",
                    "install=" + unit(WELL))));
    assertTrue(said.get(0).contains("is XDG_CONFIG_HOME set in this shell alone?"), said.get(0));
    assertEquals("", shell("find $HOME/elsewhere -type f"));
  }

  @Test
  void journalTellsWhatIsNewAndIsSafeToPrint() throws Exception {
    String loud = "printf 'old \\\\033[31m\\\\n'; " + WELL;
    List<String> said =
        drive(
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

  @Test
  void managerIsFoundWithoutTheVariablesOfALogin() throws Exception {
    List<String> bare = List.of("-u", "XDG_RUNTIME_DIR", "-u", "DBUS_SESSION_BUS_ADDRESS");
    assertTrue(lines(lab.exec(env(bare, "cron", "state"))).get(0).startsWith("STOPPED"));
    List<String> others = List.of("-u", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR=/run");
    assertTrue(lines(lab.exec(env(others, "cron", "state"))).get(0).startsWith("STOPPED"));
  }

  @Test
  void userWithoutAManagerIsToldSo() throws Exception {
    List<String> nobody = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--clear-groups"));
    nobody.add("--regid=65534");
    nobody.addAll(driver("none", "state"));
    assertEquals(
        "unavailable: systemd runs here, and not its manager for this user, who is not logged in"
            + " (a container).",
        lines(lab.execAsRoot(nobody)).get(0));
    List<String> sudo = new ArrayList<>(List.of("env", "SUDO_USER=lab"));
    sudo.addAll(driver("none", "state"));
    assertTrue(lines(lab.execAsRoot(sudo)).get(0).endsWith("; without sudo it is lab's."));
  }

  @Test
  void lingeringIsTurnedOffAndOn() throws Exception {
    // A login keeps the manager while lingering is off.
    lab.verb("login").expect(0);
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
          drive(
              "linger",
              "linger",
              "linger-on",
              "linger-off",
              "linger",
              "linger-off",
              "linger-on",
              "linger"));
    } finally {
      lab.verb("linger", "on").expect(0);
      lab.verb("logout").expect(0);
    }
  }

  /** A unit as ours in what matters here, of a shell's commands. */
  private static String unit(String script) {
    return """
    [Unit]
    Description=A test's service
    StartLimitIntervalSec=30
    StartLimitBurst=5
    [Service]
    Type=notify
    NotifyAccess=all
    ExecStart=/bin/sh -c "%s"
    SyslogIdentifier=%%N
    Restart=always
    RestartSec=100ms
    SuccessExitStatus=143
    RestartPreventExitStatus=78
    TimeoutStopSec=30
    [Install]
    WantedBy=default.target
    """
        .formatted(script);
  }

  private static List<String> drive(String instance, String... steps) throws Exception {
    List<String> said = lines(lab.exec(driver(instance, steps)));
    assertEquals(steps.length, said.size(), () -> "a line for each step: " + said);
    return said;
  }

  private static List<String> driver(String instance, String... steps) {
    List<String> arguments = new ArrayList<>(List.of(instance));
    arguments.addAll(List.of(steps));
    return SystemdLab.java(ServiceDriver.class.getName(), arguments);
  }

  private static List<String> env(List<String> changes, String instance, String... steps) {
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(changes);
    command.addAll(driver(instance, steps));
    return command;
  }

  private static List<String> lines(CommandResult result) {
    return List.of(result.expect(0).out().stripTrailing().split("\n", -1));
  }

  private static String shell(String script) throws Exception {
    return lab.sh(script).expect(0).out().strip();
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertTrue(matcher.find(), () -> pattern + " in " + text);
    return matcher.group(1);
  }
}
