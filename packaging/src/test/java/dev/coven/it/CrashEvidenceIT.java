package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.home.CovenHome;
import dev.coven.home.Crashes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the next daemon keeps of one that was killed. */
class CrashEvidenceIT {
  @AutoClose private final House house = House.own();

  @Test
  void ofADaemonThatWasKilledItsFileAndItsLastLinesAreKept() throws Exception {
    long pid = house.start();
    assertFalse(Files.exists(house.home().coven().resolve("evidence")));
    String daemon = Files.readString(house.home().daemonFile());
    house.run("run", "demo", "hello", "--id", "s1").expect(0);
    house.kill(pid);
    house.start();
    Path kept = one();
    assertEquals(daemon, Files.readString(kept.resolve("daemon.json")));
    String log = Files.readString(kept.resolve("coven.log"));
    assertSays(log, "starting version=", "pid=" + pid, "session ended session=s1");
    assertFalse(log.contains("an earlier daemon"));
    assertSays(
        house.run("daemon", "logs", "--level", "warn").expect(0).out(),
        "evidence of a crash is kept path=" + kept);
    assertSays(
        house.run("daemon", "status").expect(0).out(),
        "The daemon before this one did not end cleanly; what is known of it: " + kept);
    house.run("daemon", "restart").expect(0);
    assertEquals(kept, one());
    assertFalse(house.run("daemon", "status").expect(0).out().contains("did not end cleanly"));
  }

  @Test
  void itCostsNoStartThoughItCannotBeKept() throws Exception {
    house.kill(house.start());
    Files.createFile(house.home().coven().resolve("evidence"));
    house.start();
    assertSays(house.logged(), "evidence of a crash could not be kept cause=");
    Files.delete(house.home().coven().resolve("evidence"));
  }

  private Path one() throws Exception {
    List<Path> kept = Crashes.of(new CovenHome(house.home().coven())).kept();
    assertTrue(kept.size() == 1, kept::toString);
    return kept.getFirst();
  }
}
