package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.LabService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A slip in the settings of a daemon that a real systemd keeps. */
class ServiceConfigIT {
  private static final String PROBLEM = "config.toml:1:1: sessions.max-live is 0";

  @RegisterExtension static final ServiceLab LAB = new ServiceLab();

  @Test
  void aRestartIsRefusedAndARespawnRunsOnTheLastGoodOne() throws Exception {
    LabService slip = LAB.service("slip");
    long pid = slip.start();
    write(slip, "sessions.max-live = 0");
    CommandResult restart = slip.daemon("restart").expect(1);
    assertSays(restart.err(), "nothing was started or stopped", PROBLEM, "coven config check");
    assertEquals(pid, slip.pid());

    slip.respawn("kill");
    assertNotEquals(pid, slip.pid());
    assertSays(slip.daemon("status").expect(0).out(), "last good configuration", PROBLEM);
    String journal = LAB.sh("journalctl --user -q -o cat -p warning -t " + slip.identifier());
    assertSays(journal, PROBLEM, "The last good one is in force");

    write(slip, "sessions.max-live = 5");
    slip.daemon("restart").expect(0);
    assertEquals(0, slip.status(0).getAsJsonArray("notes").size());
  }

  @Test
  void withoutALastGoodOneItParks() throws Exception {
    LabService first = LAB.service("first");
    first.start();
    first.daemon("stop").expect(0);
    LAB.sh("rm " + first.home() + "/config.last-good.toml");
    write(first, "sessions.max-live = 0");
    LAB.sh("systemctl --user start " + first.unit() + " || :");
    JsonObject status = first.status(3);
    assertEquals("parked", status.get("state").getAsString());
    assertSays(status.get("parked").getAsString(), PROBLEM);
    assertEquals("exit code 78", status.get("lastExit").getAsString());

    assertSays(first.daemon("start").expect(1).err(), PROBLEM);
    LAB.sh("rm " + first.home() + "/config.toml");
    first.daemon("start").expect(0);
  }

  private static void write(LabService service, String text) throws Exception {
    LAB.sh("umask 077; echo '" + text + "' >" + service.home() + "/config.toml");
  }
}
