package dev.coven.packaging;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** One HTTP request a connection, over a unix socket. */
record Socket(Path path) {
  boolean listens() throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return channel.isConnected();
    } catch (ConnectException e) {
      // Bound and not yet listening: the caller asks again, and gives up in time.
      return false;
    }
  }

  /**
   * Sends a request and reads the answer to its end.
   *
   * @param body JSON, or null
   * @throws BuildException when the answer has another status
   */
  void expect(int status, String method, String target, String body) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      var content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
      var head =
          """
          %s %s HTTP/1.1\r
          Host: localhost\r
          Connection: close\r
          Content-Type: application/json\r
          Content-Length: %d\r
          \r
          """
              .formatted(method, target, content.length);
      write(channel, head.getBytes(StandardCharsets.UTF_8));
      write(channel, content);
      var answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.startsWith("HTTP/1.1 %d ".formatted(status))) {
        throw new BuildException(
            "The training run expected %d for %s %s and got:\n%s"
                .formatted(status, method, target, answer));
      }
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
