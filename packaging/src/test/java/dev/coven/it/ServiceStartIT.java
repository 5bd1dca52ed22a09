package dev.coven.it;

import static dev.coven.it.House.assertQuiet;
import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code coven daemon start} makes, in a real systemd, and what status says of it. */
class ServiceStartIT {
  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void theFirstStartInstallsEnablesAndIsReady() throws Exception {
    LabService first = LAB.service("first");
    CommandResult start = first.daemon("start").expect(0);
    assertQuiet(start.err());
    assertEquals(
        "Coven is running (pid %d, kept by systemd).\n".formatted(first.pid())
            + LAB.lingerAdvice(first),
        start.out());

    JsonObject status = first.status(0);
    assertEquals("running", status.get("state").getAsString());
    assertEquals("systemd", status.get("supervisor").getAsString());
    assertEquals(first.name(), status.get("instance").getAsString());
    assertEquals(first.pid(), status.get("pid").getAsLong());
    assertEquals(first.home(), status.get("home").getAsString());
    assertTrue(status.get("installed").getAsBoolean());
    assertTrue(status.get("enabled").getAsBoolean());
    assertEquals(0, status.get("restarts").getAsInt());
    assertTrue(status.get("drift").isJsonNull());
    assertEquals(LAB.machine().lingers() ? "on" : "off", status.get("linger").getAsString());
    assertEquals(new JsonArray(), status.get("notes"));

    assertEquals("644 regular file", LAB.sh("stat -c '%a %F' " + first.unitFile()));
    LAB.sh("test -L " + LAB.machine().units() + "/default.target.wants/" + first.unit());
    assertEquals("700", LAB.sh("stat -c %a " + first.home()));
  }

  @Test
  void theSecondStartChangesNothing() throws Exception {
    LabService second = LAB.service("second");
    long pid = second.start();
    String look =
        "stat -c '%n %i %.Y %.Z' " + second.unitFile() + " " + second.home() + "/daemon.json";
    String before = LAB.sh(look);
    CommandResult again = second.daemon("start").expect(0);
    assertEquals(
        "Coven is already running (pid %d, kept by systemd).\n".formatted(pid)
            + LAB.lingerAdvice(second),
        again.out());
    assertEquals(pid, second.pid());
    assertEquals(before, LAB.sh(look));
    assertEquals("0", second.property("NRestarts"));
  }

  @Test
  void aStartThatDoesNotWaitReturnsAndTheDaemonComes() throws Exception {
    LabService soon = LAB.service("soon");
    CommandResult start = soon.daemon("start", "--no-wait").expect(0);
    assertSays(start.out(), "systemd is starting Coven.");
    soon.awaitStatus(0);
  }

  @Test
  void statusIsOneDocumentWithTheMembersThatAreDocumented() throws Exception {
    LabService told = LAB.service("told");
    Set<String> documented = documentedMembers();
    assertEquals(documented, members(told.daemon("status", "--json").expect(3)));
    told.start();
    assertEquals(documented, members(told.daemon("status", "--json").expect(0)));
    told.daemon("stop").expect(0);
    assertEquals(documented, members(told.daemon("status", "--json").expect(3)));
  }

  private static Set<String> members(CommandResult result) throws Exception {
    return new TreeSet<>(House.json(result).keySet());
  }

  private static Set<String> documentedMembers() throws Exception {
    Path classes =
        Path.of(ServiceStartIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String text = Files.readString(classes.resolve("../../../docs/reference/status-json.md"));
    // The first table; the second begins with another head.
    String table = text.substring(0, text.indexOf("| `state` | exit code"));
    Matcher row = Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(table);
    return row.results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theUnitIsPrintedBeforeAndComparedAfterAndADriftIsMended() throws Exception {
    LabService unit = LAB.service("unit");
    String printed = unit.daemon("unit").expect(0).out();
    assertSays(printed, "Restart=always", "COVEN_INSTANCE=" + unit.name());
    LAB.sh("test ! -e " + unit.unitFile() + " && test ! -e " + unit.home());

    long pid = unit.start();
    assertEquals(
        printed.strip(),
        LAB.sh(
            "echo '# '%1$s; cat %1$s; echo; echo '# '%2$s; cat %2$s"
                .formatted(unit.unitFile(), unit.socketUnitFile())));
    assertEquals("", unit.daemon("unit", "--diff").expect(0).out());

    LAB.sh("sed -i s/RestartSec=100ms/RestartSec=5s/ " + unit.unitFile());
    String diff = unit.daemon("unit", "--diff").expect(0).out();
    assertSays(diff, "-RestartSec=5s", "+RestartSec=100ms");
    assertEquals("Its unit was changed by hand.", unit.status(0).get("drift").getAsString());

    unit.daemon("restart").expect(0);
    assertNotEquals(pid, unit.pid());
    assertEquals("", unit.daemon("unit", "--diff").expect(0).out());
    assertTrue(unit.status(0).get("drift").isJsonNull());
    assertEquals("100ms", unit.property("RestartUSec"));
  }

  @Test
  void theJournalHasNothingButOurOwnWordsAndTheHomeNothingButOurFiles() throws Exception {
    LabService quiet = LAB.service("quiet");
    Set<String> before = files();
    quiet.start();
    quiet.launch("q1", "echo hello");
    quiet.daemon("restart").expect(0);
    quiet.launch("q2", "echo hello");
    quiet.daemon("stop").expect(0);
    quiet.daemon("start").expect(0);
    // What it prints would stand under its identifier; what it does wrong, as a warning of
    // systemd's.
    String journal = "journalctl --user -q -o cat ";
    assertEquals("", LAB.sh(journal + "-t " + quiet.identifier()));
    assertEquals("", LAB.sh(journal + "-p warning USER_UNIT=" + quiet.unit()));
    quiet.daemon("uninstall").expect(0);
    Set<String> added = files();
    added.removeAll(before);
    added.removeIf(file -> !file.contains(quiet.name()));
    assertEquals(Set.of(), added);
    assertEquals("", LAB.sh("find ~ -name .cache"));
  }

  /** The user's files, but for homes of daemons. */
  private static Set<String> files() throws Exception {
    String found =
        LAB.sh("find ~ " + LAB.machine().units() + " -not -path '*/.coven*' 2>/dev/null || :");
    return found.lines().collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aHarnessInheritsNothingOfTheServiceManagers() throws Exception {
    LabService clean = LAB.service("clean");
    clean.start();
    String environment =
        clean
            .coven("run", "--cwd", LAB.home(), LabService.SHELL_HARNESS, "env; ls -l /proc/$$/fd")
            .expect(0)
            .out();
    for (String name :
        List.of(
            "NOTIFY_SOCKET",
            "LISTEN_",
            "WATCHDOG_",
            "INVOCATION_ID",
            "JOURNAL_STREAM",
            "SYSTEMD_EXEC_PID",
            "MANAGERPID",
            "COVEN_SUPERVISOR",
            "COVEN_INSTANCE",
            "JAVA_")) {
      assertFalse(environment.contains(name), () -> name + " is in " + environment);
    }
    assertSays(
        environment,
        "PATH=" + LAB.path(),
        "COVEN_SESSION_ID=",
        "HOME=" + LAB.machine().serviceHome());
  }

  @Test
  void aHomeMayHaveSpacesQuotesPercentAndLettersBeyondAscii() throws Exception {
    String home = LAB.home() + "/ödd \"home\" it's %h $HOME 50% \\t 家";
    LabService odd = LAB.service("odd").withHome(home);
    odd.start();
    assertEquals(home, odd.status(0).get("home").getAsString());
    odd.launch("s", "echo hello");
    odd.respawn("kill");
    // Whoever does not set the variable means the same daemon.
    JsonObject status = LAB.service("odd").status(0);
    assertEquals(home, status.get("home").getAsString());
    assertEquals(1, status.getAsJsonArray("notes").size(), status::toString);
    assertSays(
        status.getAsJsonArray("notes").get(0).getAsString(),
        "did not end cleanly",
        home + "/evidence/crash-");
    LAB.service("odd").daemon("uninstall").expect(0);
  }

  @Test
  void twoInstancesLiveSideBySide() throws Exception {
    LabService one = LAB.service("one");
    LabService two = LAB.service("two");
    one.start();
    long pid = two.start();
    assertNotEquals(one.pid(), pid);
    one.respawn("kill");
    one.daemon("stop").expect(0);
    one.status(3);
    two.status(0);
    one.daemon("uninstall").expect(0);
    assertEquals(pid, two.status(0).get("pid").getAsLong());
    assertEquals("0", two.property("NRestarts"));
  }
}
