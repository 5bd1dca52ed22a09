package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXSocketAddress;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceNotifierTest {
  @TempDir private Path directory;
  private final List<String> complaints = new ArrayList<>();

  @Test
  void tellsAPath() throws IOException {
    Path path = directory.resolve("notify ü");
    try (NotifySocket manager = new NotifySocket(AFUNIXSocketAddress.of(path));
        ServiceNotifier notifier = notifier(path.toString())) {
      assertTrue(notifier.hasListener());
      tellsEverything(manager, notifier);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // Nobody else has abstract names.
  void tellsAnAbstractName() throws IOException {
    String name = "coven-test-" + UUID.randomUUID();
    byte[] address = ('\0' + name).getBytes(StandardCharsets.UTF_8);
    try (NotifySocket manager = new NotifySocket(AFUNIXSocketAddress.of(address));
        ServiceNotifier notifier = notifier("@" + name)) {
      // The kernel shows the exact name: one that was padded would be another.
      assertTrue(
          Files.readAllLines(Path.of("/proc/net/unix")).stream()
              .anyMatch(line -> line.endsWith(" @" + name)));
      tellsEverything(manager, notifier);
    }
  }

  private void tellsEverything(NotifySocket manager, ServiceNotifier notifier) throws IOException {
    notifier.extendStart(Duration.ofSeconds(20), "migrates");
    assertEquals(List.of("EXTEND_TIMEOUT_USEC=20000000", "STATUS=migrates"), manager.next());
    notifier.ready("0 live sessions");
    assertEquals(List.of("READY=1", "STATUS=0 live sessions"), manager.next());
    notifier.status("1 live session");
    assertEquals(List.of("STATUS=1 live session"), manager.next());
    notifier.alive();
    assertEquals(List.of("WATCHDOG=1"), manager.next());
    notifier.stopping("ends");
    assertEquals(List.of("STOPPING=1", "STATUS=ends"), manager.next());
    assertEquals(List.of(), complaints);
  }

  @Test
  void keepsAStatusToItsLine() throws IOException {
    Path path = directory.resolve("notify");
    try (NotifySocket manager = new NotifySocket(AFUNIXSocketAddress.of(path));
        ServiceNotifier notifier = notifier(path.toString())) {
      notifier.status("Parked: bad\nREADY=1");
      assertEquals(List.of("STATUS=Parked: bad\\nREADY=1"), manager.next());
    }
  }

  @Test
  void saysNothingWhereNobodyListens() throws IOException {
    try (ServiceNotifier notifier = new ServiceNotifier(Optional.empty(), complaints::add)) {
      assertFalse(notifier.hasListener());
      notifier.ready("ready");
      notifier.alive();
    }
    assertEquals(List.of(), complaints);
  }

  @Test
  void complainsOnceAboutASocketThatIsNotThereAndGoesOn() throws IOException {
    Path path = directory.resolve("notify");
    try (ServiceNotifier notifier = notifier(path.toString())) {
      notifier.ready("ready");
      notifier.alive();
      assertEquals(1, complaints.size(), complaints::toString);
      // A service manager that was executed anew listens again at the same place.
      try (NotifySocket manager = new NotifySocket(AFUNIXSocketAddress.of(path))) {
        notifier.alive();
        assertEquals(List.of("WATCHDOG=1"), manager.next());
      }
    }
  }

  @Test
  void complainsOnceAboutAKindOfSocketThatItDoesNotKnow() throws IOException {
    try (ServiceNotifier notifier = notifier("vsock:2:1234")) {
      notifier.ready("ready");
      notifier.alive();
    }
    assertEquals(1, complaints.size(), complaints::toString);
    assertTrue(complaints.getFirst().contains("vsock:2:1234"), complaints::toString);
  }

  @Test
  void letsGoOfAMessageThatNobodyReads() throws IOException {
    Path path = directory.resolve("notify");
    try (NotifySocket manager = new NotifySocket(AFUNIXSocketAddress.of(path));
        ServiceNotifier notifier = notifier(path.toString())) {
      // Whatever the kernel's queue holds (net.unix.max_dgram_qlen), it is full at some time.
      int sent = 0;
      while (complaints.isEmpty()) {
        notifier.status("line " + sent++);
      }
      assertEquals(List.of("STATUS=line 0"), manager.next());
      notifier.alive();
      List<List<String>> rest = manager.sent();
      assertEquals(List.of("WATCHDOG=1"), rest.getLast(), "and goes on when it reads again");
    }
  }

  private ServiceNotifier notifier(String socket) {
    return new ServiceNotifier(Optional.of(socket), complaints::add);
  }
}
