package dev.coven.daemon.dbus;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A connection to somebody who speaks D-Bus without a bus between, as a service manager does on its
 * private socket. One call at a time; a caller who is interrupted closes it.
 */
public final class BusConnection implements AutoCloseable {
  private static final int FIXED_HEADER_BYTES = 16;

  /** Neither an answer nor an error of a service manager comes near it. */
  private static final int MOST_BYTES = 1024 * 1024;

  private final SocketChannel channel;
  private int serial;

  private BusConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects.
   *
   * @param socket the other's socket
   * @param uid this user's number, which the other checks
   * @throws IOException when nobody listens, or refuses this user
   */
  public static BusConnection open(Path socket, long uid) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      BusConnection connection = new BusConnection(channel);
      connection.authenticate(uid);
      return connection;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Calls a method, and waits for the answer.
   *
   * @param call the call
   * @return the values of the answer, little-endian, from position 0 on
   * @throws BusException when the other refuses
   * @throws IOException when the connection breaks
   */
  public synchronized ByteBuffer call(MethodCall call) throws IOException {
    serial++;
    write(call.message(serial));
    while (true) {
      Answer answer = read();
      if (answer.replyTo() != serial) {
        continue; // A signal, which nobody asked for.
      }
      if (answer.kind() == Answer.ERROR) {
        String message = answer.body().hasRemaining() ? Answer.text(answer.body()) : "";
        throw new BusException(call.method(), answer.error(), message);
      }
      return answer.body();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void authenticate(long uid) throws IOException {
    StringBuilder hex = new StringBuilder();
    for (byte digit : Long.toString(uid).getBytes(StandardCharsets.US_ASCII)) {
      hex.append(String.format("%02x", digit));
    }
    // BEGIN together with AUTH, as systemctl sends it: what a service manager reads in one go
    // behind BEGIN, it looks at only when more comes: no call may follow it before the answer.
    String handshake = "\0AUTH EXTERNAL " + hex + "\r\nBEGIN\r\n";
    write(handshake.getBytes(StandardCharsets.US_ASCII));
    String answer = line();
    if (!answer.startsWith("OK ")) {
      throw new IOException("the service manager refuses this user: " + answer);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < MOST_BYTES) {
      char next = (char) read(1).get();
      if (next == '\n') {
        return line.toString().strip();
      }
      line.append(next);
    }
    throw new IOException("a line without an end");
  }

  private Answer read() throws IOException {
    ByteBuffer fixed = read(FIXED_HEADER_BYTES);
    if (fixed.get() != 'l') {
      throw new IOException("an answer in another byte order");
    }
    int kind = fixed.get();
    int bodyBytes = fixed.getInt(4);
    int fieldBytes = fixed.getInt(12);
    if (bodyBytes < 0 || fieldBytes < 0 || (long) bodyBytes + fieldBytes > MOST_BYTES) {
      throw new IOException("an answer of " + bodyBytes + " and " + fieldBytes + " bytes");
    }
    ByteBuffer fields = read(fieldBytes);
    read(-(FIXED_HEADER_BYTES + fieldBytes) & 7);
    return Answer.of(kind, fields, read(bodyBytes));
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private ByteBuffer read(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the service manager closed the connection");
      }
    }
    return buffer.flip();
  }
}
