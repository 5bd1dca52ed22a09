package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.coven.Wait;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A service manager's end of sd_notify: a real datagram socket. */
final class NotifySocket implements AutoCloseable {
  private final AFUNIXDatagramSocket socket;

  NotifySocket(AFUNIXSocketAddress address) throws IOException {
    socket = AFUNIXDatagramSocket.newInstance();
    socket.bind(address);
    assertNotNull(socket.getLocalSocketAddress());
  }

  /** The next message's assignments. */
  List<String> next() throws IOException {
    return receive((int) Wait.PATIENCE.toMillis());
  }

  /** All messages that were sent already. */
  List<List<String>> sent() throws IOException {
    List<List<String>> messages = new ArrayList<>();
    try {
      while (true) {
        messages.add(receive(1));
      }
    } catch (SocketTimeoutException none) {
      return messages;
    }
  }

  private List<String> receive(int millis) throws IOException {
    socket.setSoTimeout(millis);
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  @Override
  public void close() {
    socket.close();
  }
}
