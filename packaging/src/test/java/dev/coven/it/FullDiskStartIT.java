package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.ServingDaemon;
import dev.coven.kit.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A start on a disk that is full: it waits, says so, and goes on. */
class FullDiskStartIT {
  private static final long DISK_BYTES = 16L * 1024 * 1024;
  private static final String WAITS = "Waiting for space: 0 bytes free at ";
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @AutoClose private final House house = House.own();

  @BeforeEach
  void needs() throws Exception {
    Needs.mounts();
  }

  @Test
  void waitsForSpaceAndServesWhatWasThere() throws Exception {
    SmallDisk disk = house.home().onSmallDisk(DISK_BYTES);
    try (ServingDaemon before = house.coven().serve()) {
      house.run("run", "demo", "kept", "--id", "kept").expect(0);
      // Not in order: what lies there must be recovered, and that writes.
      before.kill();
    }
    disk.fill();
    try (ServingDaemon daemon = house.coven().beginToServe()) {
      awaitWaiting(daemon);
      disk.empty();
      daemon.awaitReady();
      assertEquals(daemon.said().indexOf(WAITS), daemon.said().lastIndexOf(WAITS), daemon.said());
      assertSays(daemon.said(), "" + house.home().coven());
      house.run("sessions", "show", "kept").expect(0);
      house.run("run", "demo", "more").expect(0);
      try (Stream<Path> names = Files.list(house.home().coven())) {
        assertFalse(names.anyMatch(name -> name.endsWith("start.room")));
      }
      assertEquals(0, daemon.stop());
    }
  }

  @Test
  void inANewHomeItWaitsToo() throws Exception {
    SmallDisk disk = house.home().onSmallDisk(DISK_BYTES);
    disk.fill();
    try (ServingDaemon daemon = house.coven().beginToServe()) {
      awaitWaiting(daemon);
      disk.empty();
      daemon.awaitReady();
      assertEquals(0, daemon.stop());
    }
  }

  @Test
  void endsAtOnceWhenToldToWhileItWaits() throws Exception {
    SmallDisk disk = house.home().onSmallDisk(DISK_BYTES);
    disk.fill();
    try (ServingDaemon daemon = house.coven().beginToServe()) {
      awaitWaiting(daemon);
      assertEquals(0, daemon.stop(), daemon::said);
    }
    disk.empty();
    house.start();
  }

  private static void awaitWaiting(ServingDaemon daemon) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!daemon.said().contains(WAITS)) {
      assertTrue(daemon.isAlive(), daemon::said);
      assertTrue(System.nanoTime() < deadline, daemon::said);
      Thread.sleep(LOOK);
    }
  }
}
