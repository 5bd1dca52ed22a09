package dev.coven.supervise;

import static dev.coven.supervise.Mac.GUI;
import static dev.coven.supervise.Mac.LABEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.launchd.Exit;
import dev.coven.launchd.Script;
import dev.coven.supervise.ServiceState.Activity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LaunchdStateTest {
  @TempDir private Path directory;
  private Mac mac;

  @BeforeEach
  void open() throws Exception {
    mac = new Mac(directory);
  }

  @AfterEach
  void close() throws Exception {
    mac.close();
  }

  @Test
  void nothingInstalled() throws Exception {
    assertEquals(
        new ServiceState(
            false,
            false,
            Activity.STOPPED,
            OptionalLong.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            false,
            false,
            Optional.empty()),
        mac.service().state());
  }

  @Test
  void running() throws Exception {
    var service = mac.running();
    var pid = service.state().pid().orElseThrow();
    var start = Instant.parse("2026-11-20T10:00:00Z");
    mac.processStarts.put(pid, start);
    Files.setLastModifiedTime(service.file(), FileTime.from(start.minusSeconds(60)));
    assertEquals(
        new ServiceState(
            true,
            true,
            Activity.RUNNING,
            OptionalLong.of(pid),
            Optional.of(start),
            0,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            false,
            false,
            Optional.empty()),
        service.state());
  }

  @Test
  void staleWhenTheFileIsYoungerThanTheProcess() throws Exception {
    var service = mac.running();
    var start = Instant.parse("2026-11-20T10:00:00Z");
    mac.processStarts.put(service.state().pid().orElseThrow(), start);
    // The start that follows the writing at once may look earlier by the clocks' coarseness.
    Files.setLastModifiedTime(service.file(), FileTime.from(start.plusMillis(900)));
    assertFalse(service.state().definitionStale());
    Files.setLastModifiedTime(service.file(), FileTime.from(start.plusSeconds(60)));
    assertTrue(service.state().definitionStale());
    service.stop();
    assertFalse(service.state().definitionStale());
  }

  @Test
  void crashed() throws Exception {
    var service = mac.running();
    mac.time.advance(Duration.ofSeconds(2));
    mac.launchd.end(GUI.toString(), LABEL, Exit.signal(9));
    var waiting = service.state();
    assertEquals(Activity.RESTARTING, waiting.activity());
    assertEquals(OptionalLong.empty(), waiting.pid());
    assertEquals("signal Killed: 9", waiting.lastExit().orElseThrow());
    assertEquals(OptionalInt.empty(), waiting.lastExitCode());

    mac.time.advance(Duration.ofSeconds(3));
    var again = service.state();
    assertEquals(Activity.RUNNING, again.activity());
    assertEquals(1, again.restarts());

    mac.time.advance(Duration.ofSeconds(5));
    mac.launchd.end(GUI.toString(), LABEL, Exit.code(0));
    var cleanly = service.state();
    assertEquals(Activity.RUNNING, cleanly.activity(), "ran long enough to be respawned at once");
    assertEquals(2, cleanly.restarts());
    assertEquals(0, cleanly.lastExitCode().orElseThrow());
    assertEquals("exit code 0", cleanly.lastExit().orElseThrow());
  }

  @Test
  void ending() throws Exception {
    mac.launchd.follow(Script.draining(Duration.ofSeconds(5)));
    var service = mac.running();
    mac.runner.run(
        java.util.List.of("launchctl", "bootout", GUI + "/" + LABEL), Duration.ofSeconds(9));
    assertEquals(Activity.STOPPING, service.state().activity());
  }

  @Test
  void fileGoneUnderARunningService() throws Exception {
    var service = mac.running();
    Files.delete(service.file());
    var state = service.state();
    assertFalse(state.installed());
    assertFalse(state.enabled());
    assertEquals(Activity.RUNNING, state.activity());
  }
}
