package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.daemonology.Status;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketListenerTest {
  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("coven.sock");
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  @Test
  void itListensForItsOwnerAlone() throws Exception {
    SocketListener listener = new SocketListener(path, InheritedDescriptors.none());
    listener.start();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    try (SocketChannel client = connect()) {
      assertTrue(client.isConnected());
    }
    listener.shutdown();
    assertEquals(Status.COMPLETED, listener.status());
    assertFalse(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aSocketThatAKilledDaemonLeftIsReplaced() throws Exception {
    // Java leaves the file of a closed listener where it is.
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    SocketListener listener = new SocketListener(path, InheritedDescriptors.none());
    listener.start();
    connect().close();
    listener.shutdown();
  }

  @Test
  void aSocketThatSomebodyAnswersOnIsLeftAlone() throws Exception {
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path));
      SocketListener listener = new SocketListener(path, InheritedDescriptors.none());
      ParkedException parked = assertThrows(ParkedException.class, listener::start);
      assertTrue(parked.getMessage().contains(path.toString()), parked.getMessage());
      connect().close();
    }
  }

  /** It listens, though it accepts nobody: a connection would wait for ever. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aSocketWhoseQueueIsFullIsLeftAlone() throws Exception {
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(path), 1);
      assertThrows(
          SocketException.class,
          () -> {
            while (true) {
              SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
              waiting.add(client);
              client.configureBlocking(false);
              client.connect(UnixDomainSocketAddress.of(path));
            }
          });
      SocketListener listener = new SocketListener(path, InheritedDescriptors.none());
      assertThrows(ParkedException.class, listener::start);
    } finally {
      for (SocketChannel client : waiting) {
        client.close();
      }
    }
  }

  @Test
  void whatIsNoSocketIsNeverRemoved() throws Exception {
    Files.writeString(path, "precious");
    assertThrows(
        ParkedException.class, () -> new SocketListener(path, InheritedDescriptors.none()).start());
    assertEquals("precious", Files.readString(path));
    Files.delete(path);
    Files.createSymbolicLink(path, directory.resolve("nothing"));
    assertThrows(
        ParkedException.class, () -> new SocketListener(path, InheritedDescriptors.none()).start());
    assertTrue(Files.isSymbolicLink(path));
    Files.delete(path);
    Files.createDirectory(path);
    assertThrows(
        ParkedException.class, () -> new SocketListener(path, InheritedDescriptors.none()).start());
  }

  @Test
  void aDirectoryThatIsMissingFailsTheStart() {
    SocketListener listener =
        new SocketListener(directory.resolve("none/coven.sock"), InheritedDescriptors.none());
    assertThrows(IOException.class, listener::start);
    assertEquals(Status.STOPPED, listener.status());
    assertTrue(listener.failure().isPresent());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theSocketUnitsListenerIsTakenOverAndLeftOpen() throws Exception {
    InheritedDescriptors inherited = InheritedListeners.at(path, InheritedDescriptors.LISTENER);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    SocketListener listener = new SocketListener(path, inherited);
    listener.start();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    try (SocketChannel client = connect();
        SocketChannel served = acceptOtherThanTheProbe(listener)) {
      client.write(ByteBuffer.wrap(new byte[] {7}));
      assertEquals(1, served.read(ByteBuffer.allocate(2)));
    }
    listener.shutdown();
    assertEquals(Status.COMPLETED, listener.status());
    try (SocketChannel waiting = connect()) {
      assertTrue(waiting.isConnected(), "clients wait in it for the next daemon");
    }
  }

  /** The listener itself looks who listens there, and hangs up. */
  private static SocketChannel acceptOtherThanTheProbe(SocketListener listener) throws IOException {
    listener.channel().accept().close();
    return listener.channel().accept();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aListenerWhoseFileIsGoneIsNoneAndAnotherIsBound() throws Exception {
    InheritedDescriptors inherited = InheritedListeners.at(path, InheritedDescriptors.LISTENER);
    Files.delete(path);
    SocketListener listener = new SocketListener(path, inherited);
    listener.start();
    connect().close();
    listener.shutdown();
    assertFalse(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
  }
}
