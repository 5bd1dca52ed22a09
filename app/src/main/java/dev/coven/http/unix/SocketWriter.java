package dev.coven.http.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/**
 * Writes buffers to a non-blocking junixsocket channel. The channel's own {@code
 * write(ByteBuffer[])} looks at the first buffer alone, and returns 0 when that one is empty.
 */
final class SocketWriter {
  /**
   * Most bytes given to one write(2). For a heap buffer junixsocket allocates a direct one of its
   * whole rest, and does not keep those above 1 MiB: unbounded, a 4 MiB answer would cost 4 MiB of
   * direct memory anew for each of its partial writes.
   */
  private static final int CHUNK = 64 << 10;

  /** Buffers up to this size are copied together: headers and a small body leave in one packet. */
  private static final int GATHERED = 8 << 10;

  private final AFUNIXSocketChannel channel;
  private volatile boolean written;
  private volatile boolean stuck;

  SocketWriter(AFUNIXSocketChannel channel) {
    this.channel = channel;
  }

  /** True once a byte was written. */
  boolean hasWritten() {
    return written;
  }

  /** True if the last write left something because the socket's buffer was full. */
  boolean isStuck() {
    return stuck;
  }

  /**
   * Writes as much as the socket takes.
   *
   * @return the number of bytes written; 0 if the socket's buffer is full or there was nothing
   * @throws IOException if the client is gone
   */
  long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long total = 0;
    stuck = false;
    int end = offset + length;
    for (int i = offset; i < end && !stuck; ) {
      if (!sources[i].hasRemaining()) {
        i++;
        continue;
      }
      int fitting = fitting(sources, i, end);
      int count = fitting > i + 1 ? writeTogether(sources, i, fitting) : writeChunk(sources[i]);
      total += count;
    }
    if (total > 0) {
      written = true;
    }
    return total;
  }

  /** Returns the end of the run of buffers that together are at most {@link #GATHERED} bytes. */
  private static int fitting(ByteBuffer[] sources, int from, int end) {
    int bytes = 0;
    int i = from;
    while (i < end && bytes + sources[i].remaining() <= GATHERED) {
      bytes += sources[i].remaining();
      i++;
    }
    return i;
  }

  private int writeTogether(ByteBuffer[] sources, int from, int to) throws IOException {
    ByteBuffer joint = ByteBuffer.allocate(GATHERED);
    for (int i = from; i < to; i++) {
      joint.put(sources[i].duplicate());
    }
    int count = writeChunk(joint.flip());
    int left = count;
    for (int i = from; left > 0; i++) {
      int step = Math.min(left, sources[i].remaining());
      sources[i].position(sources[i].position() + step);
      left -= step;
    }
    return count;
  }

  private int writeChunk(ByteBuffer source) throws IOException {
    int limit = source.limit();
    source.limit(source.position() + Math.min(source.remaining(), CHUNK));
    try {
      int count = channel.write(source);
      stuck = source.hasRemaining();
      return count;
    } finally {
      source.limit(limit);
    }
  }
}
