package dev.coven.kit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One connection to the socket: sends exactly the bytes it is given, and is as strict about answers
 * as the strictest known client. It must be done within its time limit; afterwards every call
 * fails, so that no test hangs on a silent daemon.
 */
public final class RawHttp implements AutoCloseable {
  /** How long a whole conversation may take. */
  public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final SocketChannel channel;
  private final Duration limit;
  private final CompletableFuture<Void> deadline;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();

  private RawHttp(SocketChannel channel, Duration limit) {
    this.channel = channel;
    this.limit = limit;
    this.deadline = new CompletableFuture<>();
    deadline
        .completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
        .thenRun(this::closeQuietly);
  }

  /** Connects with the usual limit. */
  public static RawHttp connect(Path socket) throws IOException {
    return connect(socket, DEFAULT_LIMIT);
  }

  /**
   * Connects.
   *
   * @param socket the daemon's socket
   * @param limit how long the whole conversation may take
   * @throws IOException when nobody listens there
   */
  public static RawHttp connect(Path socket, Duration limit) throws IOException {
    return new RawHttp(SocketChannel.open(UnixDomainSocketAddress.of(socket)), limit);
  }

  /**
   * One request on a connection of its own, which the daemon must close behind its answer.
   *
   * @return the answer
   * @throws IOException when the connection fails
   * @throws AssertionError when something follows the answer
   */
  public static Reply once(Path socket, String method, String path, byte[] body)
      throws IOException {
    try (RawHttp http = connect(socket)) {
      Reply reply = http.request(method, path, body, "Connection: close");
      byte[] rest = http.receiveToEnd();
      if (rest.length > 0) {
        throw new AssertionError(rest.length + " bytes behind the answer: " + reply);
      }
      return reply;
    }
  }

  /**
   * Sends a request and receives its answer; the connection stays open.
   *
   * @param method such as GET
   * @param path path and query, as they go over the wire
   * @param body the body's bytes; an empty one is not announced
   * @param headers whole lines, without their end
   * @return the answer
   * @throws IOException when the connection fails
   */
  public Reply request(String method, String path, byte[] body, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder(128);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: coven\r\n");
    if (body.length > 0) {
      head.append("Content-Type: application/json\r\nContent-Length: ");
      head.append(body.length).append("\r\n");
    }
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer all = ByteBuffer.allocate(first.length + body.length).put(first).put(body);
    send(all.array());
    return method.equals("HEAD") ? receiveHead() : receive();
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    try {
      while (left.hasRemaining()) {
        channel.write(left);
      }
    } catch (AsynchronousCloseException e) {
      throw late(e);
    }
  }

  /** Sends text, one byte a character. */
  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Says that nothing more will be sent; answers can still be received. */
  public void endSending() throws IOException {
    channel.shutdownOutput();
  }

  /**
   * Receives one answer. A 1xx one has no body; any other must say its length exactly once, and not
   * be chunked.
   *
   * @throws EOFException when the daemon closes before its end
   * @throws AssertionError when it is framed otherwise
   */
  public Reply receive() throws IOException {
    Reply head = receiveHead();
    if (head.status() < 200) {
      return head;
    }
    List<String> lengths = head.values("Content-Length");
    if (lengths.size() != 1 || !head.values("Transfer-Encoding").isEmpty()) {
      throw new AssertionError("not framed by one Content-Length: " + head);
    }
    return new Reply(head.head(), receiveBytes(Integer.parseInt(lengths.getFirst())));
  }

  /** Receives status line and headers alone, as after HEAD or at the begin of an event stream. */
  public Reply receiveHead() throws IOException {
    int seen = 0;
    while (true) {
      int end = headEnd(seen);
      if (end > 0) {
        String text =
            new String(buffer.array(), buffer.position(), end - 2, StandardCharsets.ISO_8859_1);
        buffer.position(buffer.position() + end);
        return new Reply(text, NOTHING);
      }
      seen = buffer.remaining();
      buffer.compact();
      int count = buffer.hasRemaining() ? read(buffer) : -1;
      buffer.flip();
      if (count < 0) {
        throw new EOFException("no whole head, but: " + remainder());
      }
    }
  }

  /** The length of the head in the buffer, with its empty line; 0 when it is not whole yet. */
  private int headEnd(int seen) {
    byte[] bytes = buffer.array();
    for (int i = buffer.position() + Math.max(3, seen - 3); i < buffer.limit(); i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1 - buffer.position();
      }
    }
    return 0;
  }

  /** Receives so many bytes. */
  public byte[] receiveBytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    int buffered = Math.min(count, buffer.remaining());
    buffer.get(bytes, 0, buffered);
    ByteBuffer left = ByteBuffer.wrap(bytes, buffered, count - buffered);
    while (left.hasRemaining()) {
      if (read(left) < 0) {
        throw new EOFException(left.remaining() + " bytes of the body are missing");
      }
    }
    return bytes;
  }

  /** Receives everything until the daemon closes. */
  public byte[] receiveToEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int count = buffer.remaining();
    while (count >= 0) {
      bytes.write(buffer.array(), buffer.position(), buffer.remaining());
      count = read(buffer.clear());
      buffer.flip();
    }
    return bytes.toByteArray();
  }

  private int read(ByteBuffer into) throws IOException {
    try {
      return channel.read(into);
    } catch (AsynchronousCloseException e) {
      throw late(e);
    }
  }

  private String remainder() {
    return new String(
        buffer.array(), buffer.position(), buffer.remaining(), StandardCharsets.ISO_8859_1);
  }

  private IOException late(IOException cause) {
    return new IOException("the conversation did not end within " + limit, cause);
  }

  private void closeQuietly() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing can be done for a socket that cannot be closed, and nobody waits for it.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    deadline.cancel(false);
    channel.close();
  }
}
