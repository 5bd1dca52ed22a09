package dev.coven.http.unix;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Counts a chunked request body and ends it above the limit; malformed chunks are an {@link
 * IOException}. Undertow's own limit prints a stack trace on stderr each time and leaves a
 * connection on which nothing can be answered any more; its chunk parser throws {@link
 * IllegalArgumentException} at some garbage, which would be logged as a fault of the server.
 */
final class ChunkedBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private final HttpServerExchange exchange;
  private final long most;
  private long left;
  private boolean exceeded;

  ChunkedBody(StreamSourceConduit next, HttpServerExchange exchange, long most) {
    super(next);
    this.exchange = exchange;
    this.most = most;
    this.left = most;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return (int) counted(() -> super.read(target));
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return counted(() -> super.read(targets, offset, length));
  }

  @Override
  public long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public long transferTo(long count, ByteBuffer buffer, StreamSinkChannel target)
      throws IOException {
    return Conduits.transfer(this, count, buffer, target);
  }

  private interface Read {
    long bytes() throws IOException;
  }

  private long counted(Read read) throws IOException {
    if (exceeded) {
      return -1;
    }
    long count;
    try {
      count = read.bytes();
    } catch (RuntimeException e) {
      throw new IOException("malformed chunked body", e);
    }
    left -= Math.max(0, count);
    if (left < 0) {
      exceeded = true;
      // Ended here for Undertow too, or it would go on draining the body to answer.
      exchange.setPersistent(false);
      Connectors.terminateRequest(exchange);
      throw new RequestTooBigException("request body is larger than " + most + " bytes");
    }
    return count;
  }
}
