package dev.coven.http.unix;

import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A chunked request body, decoded and counted. It stands in for Undertow's own conduit, which
 * guesses (see {@link ChunkDecoder}), closes the connection on what it cannot guess, so that nobody
 * can answer, and prints a stack trace on stderr each time a body is too large.
 */
final class ChunkedBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private final long most;
  private long left;
  private boolean refused;

  /**
   * The body of a request, none of which has been read.
   *
   * @param exchange the request
   * @param connection what carries it
   * @param most how many bytes it may have
   */
  ChunkedBody(HttpServerExchange exchange, HttpServerConnection connection, long most) {
    super(new ReadDataStreamSourceConduit(connection.getOriginalSourceConduit(), connection));
    this.exchange = exchange;
    this.connection = connection;
    this.most = most;
    this.left = most;
  }

  /**
   * Reads data.
   *
   * @return how many bytes; 0 when none has arrived; -1 at the end, and behind a refusal
   * @throws RequestTooBigException once, when the body is above the limit
   * @throws MalformedBodyException once, when it is not framed in chunks
   * @throws IOException when the client goes away or takes too long; the connection is closed
   */
  @Override
  public int read(ByteBuffer target) throws IOException {
    if (refused || decoder.ended()) {
      return -1;
    }
    int data;
    try {
      data = receive(target);
    } catch (MalformedBodyException | RequestTooBigException e) {
      refuse();
      throw e;
    }
    if (decoder.ended()) {
      // Last, because the next request may begin right here, with what has been put back.
      Connectors.terminateRequest(exchange);
      return data == 0 ? -1 : data;
    }
    return data;
  }

  private int receive(ByteBuffer target) throws IOException {
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    ByteBuffer raw = pooled.getBuffer();
    boolean over = false;
    try {
      fill(raw);
      int before = target.position();
      decoder.decode(raw.flip(), target);
      int data = target.position() - before;
      left -= data;
      if (left < 0) {
        throw new RequestTooBigException("request body is larger than " + most + " bytes");
      }
      over = raw.hasRemaining();
      return data;
    } finally {
      // What is over belongs to the next read, or to the next request.
      if (over) {
        connection.ungetRequestBytes(pooled);
      } else {
        pooled.close();
      }
    }
  }

  private void fill(ByteBuffer raw) throws IOException {
    int count;
    try {
      count = next.read(raw);
    } catch (IOException e) {
      IoUtils.safeClose(connection);
      throw e;
    }
    if (count < 0) {
      throw new MalformedBodyException("the client ended in the middle of its body");
    }
  }

  /** Ends the body here for Undertow too, or it would go on draining it to answer. */
  private void refuse() {
    refused = true;
    exchange.setPersistent(false);
    Connectors.terminateRequest(exchange);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (targets[i].hasRemaining()) {
        return read(targets[i]);
      }
    }
    return 0;
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

  @Override
  public void terminateReads() throws IOException {
    if (!refused && !decoder.ended()) {
      exchange.setPersistent(false);
      super.terminateReads();
    }
  }
}
