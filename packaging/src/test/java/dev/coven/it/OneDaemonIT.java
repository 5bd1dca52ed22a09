package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.ServingDaemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A home has one daemon, however many want to be it. */
class OneDaemonIT {
  /** How long a daemon waits for the one before it. */
  private static final long LOCK_WAIT_SECONDS = 15;

  @AutoClose private final House house = House.own();

  @Test
  void eightStartsAtOnceMakeOneDaemonAndAllSucceed() throws Exception {
    List<Future<CommandResult>> starts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        starts.add(threads.submit(() -> house.run("daemon", "start", "--json")));
      }
    }
    List<String> outcomes = new ArrayList<>();
    long pid = house.json(0, "daemon", "status").get("pid").getAsLong();
    for (Future<CommandResult> start : starts) {
      CommandResult result = start.get().expect(0);
      JsonObject document = House.json(result);
      assertEquals(pid, document.get("pid").getAsLong(), result::toString);
      outcomes.add(document.get("outcome").getAsString());
    }
    assertEquals(1, outcomes.stream().filter("started"::equals).count(), outcomes::toString);
    assertEquals(List.of(pid), house.home().processes().stream().map(ProcessHandle::pid).toList());
  }

  @Test
  void aStartBesideARunningDaemonChangesNothing() throws Exception {
    long pid = house.start();
    CommandResult again = house.run("daemon", "start").expect(0);
    assertEquals("Coven is already running (pid " + pid + ").\n", again.out());
    assertEquals(pid, house.json(0, "daemon", "status").get("pid").getAsLong());
  }

  @Test
  void theNextOneWaitsForTheLockAndThenServes() throws Exception {
    try (ServingDaemon first = house.coven().serve();
        Following next = new Following(house.coven().start("daemon", "serve"))) {
      long pid = next.process().pid();
      Processes.await("the lock file to be opened", () -> holdsLock(pid));
      assertEquals(0, first.stop());
      Processes.await("the next daemon to serve", () -> servingPid() == pid);
      next.terminate();
      assertEquals(0, next.awaitEnd().exitCode());
    }
  }

  @Test
  void theNextOneParksWhenTheLockIsNotGivenBack() throws Exception {
    try (ServingDaemon first = house.coven().serve()) {
      CommandResult next = house.run("daemon", "serve").expect(78);
      assertSays(
          next.err(),
          "The home " + house.home().coven() + " belongs to another daemon (pid " + first.pid(),
          "since 20",
          "coven daemon status",
          "coven daemon stop");
      long seconds = next.nanos() / 1_000_000_000;
      assertTrue(seconds >= LOCK_WAIT_SECONDS && seconds < LOCK_WAIT_SECONDS + 5, "" + seconds);
      assertEquals(first.pid(), servingPid());
      assertEquals(0, first.stop());
    }
  }

  @Test
  void theLockOfAKilledOneIsFree() throws Exception {
    try (ServingDaemon first = house.coven().serve()) {
      first.kill();
    }
    try (ServingDaemon next = house.coven().serve()) {
      assertEquals(0, next.stop());
    }
  }

  private boolean holdsLock(long pid) {
    try {
      return Processes.descriptors(pid).contains(house.home().coven().resolve("daemon.lock") + "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long servingPid() {
    try (var api = house.api()) {
      return api.health().getAsJsonObject("daemon").get("pid").getAsLong();
    } catch (IOException betweenTheTwo) {
      return -1;
    }
  }
}
