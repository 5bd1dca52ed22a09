package dev.coven.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of an answer that comes in chunks, without the framing. For one thread. */
final class StreamBody {
  /** More than a socket holds, so that a client that lags takes all there is at once. */
  private static final int BUFFER_BYTES = 256 * 1024;

  /** The size of a chunk, in hexadecimal digits; none of a daemon's needs more. */
  private static final int MOST_DIGITS = 7;

  private static final int HEXADECIMAL = 16;

  private final Connection connection;
  private final ByteBuffer buffer;
  private int chunkLeft;
  private boolean begun;
  private boolean ended;

  /**
   * A body.
   *
   * @param connection where it comes from
   * @param received what came with the head, to be read
   */
  StreamBody(Connection connection, ByteBuffer received) {
    this.connection = connection;
    this.buffer =
        ByteBuffer.allocate(Math.max(BUFFER_BYTES, received.remaining())).put(received).flip();
  }

  /**
   * Reads some of it; waits while there is nothing.
   *
   * @param into gets the bytes
   * @param offset where the first goes
   * @param limit ends the wait
   * @return how many bytes, or −1 behind the last one
   * @throws ConnectionLostException when the other side closes before the end
   */
  int read(byte[] into, int offset, Limit limit) throws IOException {
    if (chunkLeft == 0 && !ended) {
      nextChunk(limit);
    }
    if (ended) {
      return -1;
    }
    if (!buffer.hasRemaining()) {
      fill(limit);
    }
    int count = Math.min(Math.min(chunkLeft, buffer.remaining()), into.length - offset);
    buffer.get(into, offset, count);
    chunkLeft -= count;
    return count;
  }

  /** Whether nothing follows the body that nobody asked for. */
  boolean isCleanlyEnded() {
    return ended && !buffer.hasRemaining();
  }

  private void nextChunk(Limit limit) throws IOException {
    if (begun) {
      requireEmpty(line(limit));
    }
    begun = true;
    String size = line(limit);
    if (!size.matches("[0-9a-fA-F]{1," + MOST_DIGITS + "}")) {
      throw UnusableDaemonException.foreign("it sent a chunk of no size");
    }
    chunkLeft = Integer.parseInt(size, HEXADECIMAL);
    if (chunkLeft == 0) {
      requireEmpty(line(limit));
      ended = true;
    }
  }

  private static void requireEmpty(String line) throws UnusableDaemonException {
    if (!line.isEmpty()) {
      throw UnusableDaemonException.foreign("it sent a chunk that is longer than it said");
    }
  }

  private String line(Limit limit) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (!buffer.hasRemaining()) {
        fill(limit);
      }
      char c = (char) (buffer.get() & 0xff);
      if (c == '\n') {
        return line.toString().stripTrailing();
      }
      if (line.append(c).length() > 2 * MOST_DIGITS) {
        throw UnusableDaemonException.foreign("it sent a chunk of no size");
      }
    }
  }

  private void fill(Limit limit) throws IOException {
    buffer.clear();
    int count = connection.read(buffer, limit);
    buffer.flip();
    if (count < 0) {
      throw new ConnectionLostException(null);
    }
  }
}
