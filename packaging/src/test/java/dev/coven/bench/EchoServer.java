package dev.coven.bench;

import dev.coven.kit.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Answers whatever comes with the same bytes, one client at a time: what a socket alone costs. */
final class EchoServer implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final byte[] answer;

  private EchoServer(ServerSocketChannel listener, byte[] answer) {
    this.listener = listener;
    this.answer = answer;
  }

  static EchoServer start(Path socket, Reply reply) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes((reply.head() + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    answer.writeBytes(reply.body());
    EchoServer server =
        new EchoServer(
            ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket)),
            answer.toByteArray());
    Thread.ofPlatform().daemon().start(server::serve);
    return server;
  }

  private void serve() {
    ByteBuffer request = ByteBuffer.allocateDirect(4096);
    ByteBuffer reply = ByteBuffer.allocateDirect(answer.length).put(answer).flip();
    try {
      while (true) {
        try (SocketChannel client = listener.accept()) {
          // A request is so short that it always comes in one piece.
          while (client.read(request.clear()) >= 0) {
            client.write(reply.rewind());
          }
        }
      }
    } catch (ClosedChannelException e) {
      // That is how close() ends this.
      return;
    } catch (IOException e) {
      throw new IllegalStateException("the echo broke off", e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
