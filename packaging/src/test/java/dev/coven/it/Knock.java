package dev.coven.it;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A client of one request, run as another user in a process of its own: prints all that comes back.
 * Needs nothing but the JDK, since that user may read none of our jars.
 */
final class Knock {
  private Knock() {}

  /** Arguments: the socket, and the request with {@code |} for each line's end. */
  public static void main(String... arguments) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
      String request = arguments[1].replace("|", "\r\n");
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      Channels.newInputStream(channel).transferTo(System.out);
      System.out.flush();
    }
  }
}
