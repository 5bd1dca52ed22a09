package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.contract.ConfigHealth;
import dev.coven.contract.DaemonIdentity;
import dev.coven.contract.EventWriterHealth;
import dev.coven.contract.HandoverMode;
import dev.coven.contract.Health;
import dev.coven.contract.StorageHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXSocketAddress;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void countsSessions() {
    assertEquals("0 live sessions", ServiceStatus.line(health(null, StorageHealth.Status.OK), 0));
    assertEquals("1 live session", ServiceStatus.line(health(null, StorageHealth.Status.OK), 1));
    assertEquals("2 live sessions", ServiceStatus.line(health(null, StorageHealth.Status.OK), 2));
  }

  @Test
  void saysWhatIsDegraded() {
    assertEquals(
        "Degraded, event-writer: the ledger is locked; 1 live session",
        ServiceStatus.line(health("the ledger is locked", StorageHealth.Status.CRITICAL), 1));
    assertEquals(
        "Degraded, the disk is short of space or the ledger very large; 0 live sessions",
        ServiceStatus.line(health(null, StorageHealth.Status.DEGRADED), 0));
  }

  @Test
  void tellsOnlyWhatHasChanged(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("notify");
    AtomicReference<String> line = new AtomicReference<>("0 live sessions");
    try (NotifySocket manager = new NotifySocket(AFUNIXSocketAddress.of(path));
        ServiceNotifier notifier =
            new ServiceNotifier(Optional.of(path.toString()), complaint -> {})) {
      ServiceStatus status = new ServiceStatus(line::get, notifier);
      status.start();
      assertEquals(List.of("STATUS=0 live sessions"), manager.next());
      line.set("1 live session");
      assertEquals(List.of("STATUS=1 live session"), manager.next());
      status.shutdown();
      status.tellChange();
      assertEquals(List.of(), manager.sent());
    }
  }

  private static Health health(String failure, StorageHealth.Status storage) {
    Map<String, Health.Component> components = new LinkedHashMap<>();
    components.put("ledger", new Health.Component("Running", null));
    components.put("event-writer", new Health.Component("Running", failure));
    return new Health(
        failure == null,
        "coven.daemon.v1",
        "0.1.0",
        new DaemonIdentity(1, NOW, "/s"),
        Duration.ZERO,
        "i",
        "systemd",
        OptionalLong.of(0),
        HandoverMode.NONE,
        new EventWriterHealth(
            EventWriterHealth.State.HEALTHY,
            0,
            0,
            1,
            1,
            0,
            0,
            EventWriterHealth.CommitLatency.NONE),
        new StorageHealth(storage, 0, 0, null, null, null, NOW, 0, 0, 0, false),
        ConfigHealth.DEFAULTS,
        components);
  }
}
