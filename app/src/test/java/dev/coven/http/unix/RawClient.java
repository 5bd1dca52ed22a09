package dev.coven.http.unix;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client that says exactly the bytes it is told to; reads block. */
final class RawClient implements AutoCloseable {
  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10).flip();

  /** One answer; header lines as received, the body as ISO-8859-1 text. */
  record Answer(String statusLine, List<String> headers, String body) {
    int status() {
      return Integer.parseInt(statusLine.split(" ")[1]);
    }

    List<String> values(String name) {
      return headers.stream()
          .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }
  }

  RawClient(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    return this;
  }

  /** Sends a request without a body. */
  RawClient get(String path, String... headers) throws IOException {
    return request("GET", path, "", headers);
  }

  RawClient request(String method, String path, String body, String... headers) throws IOException {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return send(text + "\r\n" + body);
  }

  RawClient halfClose() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  int read() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      int count = channel.read(buffer);
      buffer.flip();
      if (count < 0) {
        return -1;
      }
    }
    return buffer.get() & 0xff;
  }

  String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = read(); c != '\n'; c = read()) {
      if (c < 0) {
        throw new EOFException("ended in a line after: " + line);
      }
      line.append((char) c);
    }
    return line.substring(0, line.length() - 1);
  }

  String read(long count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long i = 0; i < count; i++) {
      int c = read();
      if (c < 0) {
        throw new EOFException("ended after " + i + " of " + count + " bytes");
      }
      bytes.write(c);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads status line and headers, no body. */
  Answer head() throws IOException {
    String status = readLine();
    List<String> headers = new ArrayList<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      headers.add(line);
    }
    return new Answer(status, headers, "");
  }

  /** Reads one answer, which must have exactly one Content-Length and no Transfer-Encoding. */
  Answer answer() throws IOException {
    Answer head = head();
    List<String> lengths = head.values("Content-Length");
    if (lengths.size() != 1 || !head.values("Transfer-Encoding").isEmpty()) {
      throw new AssertionError("not framed by one Content-Length: " + head);
    }
    return new Answer(head.statusLine(), head.headers(), read(Long.parseLong(lengths.getFirst())));
  }

  String readToEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int c = read(); c >= 0; c = read()) {
      bytes.write(c);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
