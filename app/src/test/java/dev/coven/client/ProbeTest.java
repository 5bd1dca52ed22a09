package dev.coven.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private Path socket;

  @BeforeEach
  void place() {
    socket = directory.resolve("coven.sock");
  }

  @Test
  void readyWhenHealthIsOk() throws IOException {
    try (FakeDaemon _ = new FakeDaemon(socket)) {
      Probe.Ready ready = assertInstanceOf(Probe.Ready.class, Probe.of(socket));
      assertEquals(ProcessHandle.current().pid(), ready.health().daemon().pid());
    }
  }

  @Test
  void degradedWhenHealthSaysSo() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(socket)) {
      daemon.on("GET /health", _ -> FakeDaemon.ok(daemon.health(7, false)));
      Probe.Degraded degraded = assertInstanceOf(Probe.Degraded.class, Probe.of(socket));
      assertEquals("ledger: disk full", UnusableDaemonException.failures(degraded.health()));
    }
  }

  @Test
  void incompatibleWhenItSpeaksAnotherContract() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(socket)) {
      JsonObject health = daemon.health(7, true);
      health.addProperty("apiVersion", "coven.daemon.v2");
      daemon.on("GET /health", _ -> FakeDaemon.ok(health));
      assertInstanceOf(Probe.Incompatible.class, Probe.of(socket));
    }
  }

  @Test
  void absentWithoutSocket() {
    assertEquals(new Probe.Absent(false), Probe.of(socket));
    assertEquals(new Probe.Absent(false), Probe.of(Path.of("/" + "x".repeat(300) + "/s")));
  }

  @Test
  void absentWithSocketThatAKilledDaemonLeft() throws IOException {
    ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    killed.bind(UnixDomainSocketAddress.of(socket));
    killed.close();
    assertEquals(new Probe.Absent(true), Probe.of(socket));
  }

  @Test
  void absentWithFileThatIsNoSocket() throws IOException {
    Files.writeString(socket, "a file");
    assertEquals(new Probe.Absent(true), Probe.of(socket));
  }

  @Test
  void silentWhenNobodyAccepts() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      assertEquals(new Probe.Silent(SHORT), Probe.of(socket, SHORT));
    }
  }

  @Test
  void silentWhenTheQueueIsFull() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket), 1);
      // Linux lets in one more than the backlog; any further connect(2) would wait for ever.
      try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket));
          SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        assertEquals(new Probe.Silent(SHORT), Probe.of(socket, SHORT));
      }
    }
  }

  @Test
  void silentWhenItAcceptsAndHangsUpForEver() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(socket).on("GET /health", _ -> null)) {
      assertEquals(new Probe.Silent(SHORT), Probe.of(socket, SHORT));
      assertTrue(daemon.connections() > 1, "one that is about to end is asked again");
    }
  }

  @Test
  void foreignWhenSomethingElseAnswers() throws IOException {
    try (FakeDaemon _ = new FakeDaemon(socket).on("GET /health", _ -> "220 smtp ready\r\n\r\n")) {
      assertInstanceOf(Probe.Foreign.class, Probe.of(socket));
    }
  }

  @Test
  void foreignWhenHealthIsNotADaemons() throws IOException {
    try (FakeDaemon _ =
        new FakeDaemon(socket).on("GET /health", _ -> FakeDaemon.response(200, "[]"))) {
      assertInstanceOf(Probe.Foreign.class, Probe.of(socket));
    }
  }
}
