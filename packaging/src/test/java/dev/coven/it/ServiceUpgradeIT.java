package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.kit.CommandResult;
import dev.coven.kit.Feed;
import dev.coven.kit.LabService;
import dev.coven.kit.Machine;
import dev.coven.kit.Machines;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Upgrades in a real systemd, with sessions that live on and clients that notice nothing. One test
 * after the other: they have one installation.
 */
@Execution(ExecutionMode.SAME_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceUpgradeIT {
  private static final int SESSIONS = 5;
  private static final int CLIENTS = 4;

  private Machine machine;
  private LabService service;
  private Releases releases;
  private String coven;
  private String data;

  @BeforeAll
  @Timeout(600)
  void install() throws Exception {
    releases = Releases.shared();
    machine = Machines.withImageAnd(Map.of(releases.directory(), "/mnt/releases"));
    LabService.installHarness(machine);
    data = machine.home() + "/.local/share/coven";
    coven = "PATH=" + LabService.path(machine) + " " + machine.home() + "/.local/bin/coven";
    service = LabService.of(machine, "upgraded");
    String first = at(releases.first());
    String tarball = releases.first().tarball().getFileName().toString();
    String key = machine.at(releases.directory()) + "/release.key.pub";
    machine
        .sh("sh '%s/install.sh' '%s/%s' --key '%s'".formatted(first, first, tarball, key))
        .expect(0);
    machine.sh(coven + " daemon start --instance " + service.name()).expect(0);
  }

  /** What one test has tried, another may try again. */
  @BeforeEach
  void forget() throws Exception {
    machine.sh("rm -rf ~/bad-how " + data + "/update.json").expect(0);
  }

  @AfterAll
  void end() {
    if (machine != null) {
      machine.close();
    }
  }

  @Test
  @Timeout(300)
  void sessionsAndClientsOutliveAnUpgradeAndOneThatIsTakenBack() throws Exception {
    String stable = machine.home() + "/.local/bin/coven";
    assertSays(service.property("ExecStart"), "path=" + stable + " ");
    for (int i = 0; i < SESSIONS; i++) {
      service.launch("live-" + i, "read line; echo got $line; read end");
    }
    String report = machine.home() + "/crowd";
    service.crowd(report, CLIENTS);
    long before = service.pid();

    CommandResult upgraded = upgrade(releases.next(), "--json").expect(0);
    JsonObject result = JsonParser.parseString(upgraded.out()).getAsJsonObject();
    assertEquals(1, result.getAsJsonArray("daemons").size(), upgraded::toString);
    JsonObject daemon = result.getAsJsonArray("daemons").get(0).getAsJsonObject();
    assertEquals(before, daemon.get("previousPid").getAsLong());
    assertEquals(service.pid(), daemon.get("pid").getAsLong());
    assertRuns(Releases.NEXT);
    long good = service.pid();

    CommandResult failed = upgrade(releases.bad()).expect(1);
    assertSays(failed.err(), "0.3.0 did not run and was taken back; 0.2.0 is installed");
    assertNotEquals(good, service.pid());
    assertRuns(Releases.NEXT);

    for (int i = 0; i < SESSIONS; i++) {
      service.coven("input", "live-" + i, "word-" + i).expect(0);
      service.coven("input", "live-" + i, "end").expect(0);
      service.coven("wait", "live-" + i);
      String log = service.coven("sessions", "log", "live-" + i).expect(0).out();
      assertSays(log, "got word-" + i);
    }
    JsonObject crowd = service.disperse(report);
    assertTrue(crowd.get("answered").getAsLong() > 0, crowd::toString);
    assertEquals(0, crowd.get("refused").getAsLong(), crowd::toString);
    assertEquals(0, crowd.get("broken").getAsLong(), crowd::toString);
  }

  @Test
  @Timeout(300)
  void launcherGoesBackByItselfFromAVersionThatCrashes() throws Exception {
    launcherGoesBack("exit 3", "was started 3 times and was never ready");
  }

  @Test
  @Timeout(300)
  void launcherGoesBackByItselfFromAVersionThatHangs() throws Exception {
    launcherGoesBack("exec sleep 1000", "was started 3 times and was never ready");
  }

  @Test
  @Timeout(300)
  void launcherGoesBackByItselfFromAVersionThatCannotBeExecuted() throws Exception {
    launcherGoesBack("exit 3", "cannot be executed", "chmod 644 $v/runtime/bin/java");
  }

  /** The upgrade is killed as soon as it has turned the link: nobody helps from then on. */
  private void launcherGoesBack(String how, String why, String... damage) throws Exception {
    String current = service.status(0).get("covenVersion").getAsString();
    machine.sh("printf '%s\\n' '" + how + "' >~/bad-how").expect(0);
    String script =
        """
        v=%1$s/versions/0.3.0
        %2$s upgrade --from '%3$s' >~/said 2>&1 & upgrade=$!
        until [ "$(readlink %1$s/current)" = versions/0.3.0 ]; do
          grep -q . /proc/$upgrade/cmdline || { cat ~/said >&2; exit 99; }
        done
        kill -9 $upgrade
        %4$s
        systemctl --user kill --signal=KILL %5$s
        """
            .formatted(
                data,
                coven.replaceFirst("PATH=", "exec env PATH="),
                at(releases.bad()),
                String.join("\n", damage),
                service.unit());
    machine.sh(script).expect(0);
    machine.await(
        "the version before",
        "[ \"$(readlink %s/current)\" = versions/%s ]".formatted(data, current));
    service.awaitStatus(0);
    assertRuns(current);
    CommandResult next = upgrade(releases.bad()).expect(1);
    assertSays(next.err(), "An update to 0.3.0 was interrupted", why, "was tried here");
    assertRuns(current);
  }

  private CommandResult upgrade(Feed feed, String... options)
      throws IOException, InterruptedException {
    String words = String.join(" ", options);
    return machine.sh(coven + " upgrade " + words + " --from '" + at(feed) + "'");
  }

  private void assertRuns(String version) throws IOException, InterruptedException {
    assertEquals(version, service.status(0).get("covenVersion").getAsString());
  }

  private String at(Feed feed) {
    return machine.at(releases.directory()) + "/" + feed.directory().getFileName();
  }
}
