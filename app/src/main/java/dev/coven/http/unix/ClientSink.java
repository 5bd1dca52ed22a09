package dev.coven.http.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.xnio.IoUtils;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.ConduitWritableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.WriteReadyHandler;

/**
 * What one client is sent. Writes happen on whatever thread calls, readiness is told on the I/O
 * thread.
 *
 * <p>It keeps the write time-out itself. Undertow's {@code WriteTimeoutStreamSinkConduit} measures
 * from the last write, not from the moment a write got stuck, and so cuts a healthy connection
 * whose server was silent for that long: a keep-alive client, an event stream.
 */
final class ClientSink implements StreamSinkConduit {
  private static final Logger LOG = Logger.getLogger(ClientSink.class);
  private static final int WRITE = SelectionKey.OP_WRITE;

  private final UnixConnection connection;
  private final AFUNIXSocketChannel channel;
  private final Interest interest;
  private final SocketWriter writer;
  private final UnixHttpLimits limits;
  private final Refusals refusals;
  private final WriteWatch watch;
  private volatile WriteReadyHandler handler;
  private volatile boolean broken;
  private ByteBuffer refusal;

  /**
   * Begins with nothing written.
   *
   * @param limits how long a write may stand still before the connection is closed, and how long
   *     the headers of a request may be
   * @param refusals answers what cannot be parsed
   */
  ClientSink(
      UnixConnection connection,
      AFUNIXSocketChannel channel,
      Interest interest,
      UnixHttpLimits limits,
      Refusals refusals) {
    this.connection = connection;
    this.channel = channel;
    this.interest = interest;
    this.writer = new SocketWriter(channel);
    this.limits = limits;
    this.refusals = refusals;
    this.watch =
        new WriteWatch(connection.getIoThread(), limits.writeTimeout().toMillis(), this::cutOff);
  }

  /** True if something was written and the client was there to take it. */
  boolean isWorthLingering() {
    return writer.hasWritten() && !broken;
  }

  /** True if a write failed: nobody is there to read. */
  boolean isBroken() {
    return broken;
  }

  /** Calls the write handler; on the I/O thread. */
  void ready() {
    if (handler != null) {
      handler.writeReady();
    }
  }

  /** Suspends the write time-out, or lets it be again. */
  void setPatient(boolean patient) {
    watch.setPatient(patient);
  }

  /** Stops the write time-out. */
  void stopWatch() {
    watch.cancel();
  }

  private void cutOff() {
    LOG.debugf("%s does not read its answer: connection closed", connection);
    broken = true;
    IoUtils.safeClose(connection);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return (int) write(new ByteBuffer[] {source}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    if (connection.isWriteShutdown()) {
      throw new ClosedChannelException();
    }
    return connection.isRequestInHand()
        ? send(sources, offset, length)
        : refuse(sources, offset, length);
  }

  private long send(ByteBuffer[] sources, int offset, int length) throws IOException {
    long count;
    try {
      count = writer.write(sources, offset, length);
    } catch (IOException e) {
      broken = true;
      throw e;
    }
    watch.wrote(count, writer.isStuck());
    return count;
  }

  /**
   * Sends our own answer in place of what Undertow says when it cannot parse a request, and before
   * it closes: a 400 that is fixed and empty. It has nothing else to say while none is in hand.
   *
   * @return the bytes of Undertow's that are thus dealt with
   */
  private long refuse(ByteBuffer[] sources, int offset, int length) throws IOException {
    if (refusal == null) {
      boolean tooLarge = connection.received() > limits.headerBytes();
      refusal = refusals.message(tooLarge ? Refusal.HEADERS_TOO_LARGE : Refusal.MALFORMED);
    }
    send(new ByteBuffer[] {refusal}, 0, 1);
    if (refusal.hasRemaining()) {
      return 0;
    }
    long dropped = 0;
    for (int i = offset; i < offset + length; i++) {
      dropped += sources[i].remaining();
      sources[i].position(sources[i].limit());
    }
    return dropped;
  }

  @Override
  public int writeFinal(ByteBuffer source) throws IOException {
    return Conduits.writeFinalBasic(this, source);
  }

  @Override
  public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
    return Conduits.writeFinalBasic(this, sources, offset, length);
  }

  @Override
  public long transferFrom(FileChannel source, long position, long count) throws IOException {
    return source.transferTo(position, count, new ConduitWritableByteChannel(this));
  }

  @Override
  public long transferFrom(StreamSourceChannel source, long count, ByteBuffer buffer)
      throws IOException {
    return Conduits.transfer(source, count, buffer, this);
  }

  /** Nothing is buffered here. */
  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public void terminateWrites() {
    if (connection.isWriteShutdown()) {
      return;
    }
    interest.suspend(WRITE);
    watch.cancel();
    try {
      // Before writeClosed(): that may hand the channel to the lingering close.
      channel.shutdownOutput();
    } catch (IOException e) {
      LOG.debugf(e, "%s: gone before its output was shut down", connection);
      broken = true;
    }
    if (connection.writeClosed()) {
      terminated();
    }
  }

  @Override
  public void truncateWrites() {
    terminateWrites();
  }

  void terminated() {
    if (handler != null) {
      handler.terminated();
    }
  }

  @Override
  public boolean isWriteShutdown() {
    return connection.isWriteShutdown();
  }

  @Override
  public void resumeWrites() {
    interest.resume(WRITE);
  }

  @Override
  public void suspendWrites() {
    interest.suspend(WRITE);
  }

  @Override
  public void wakeupWrites() {
    interest.wake(WRITE);
  }

  @Override
  public boolean isWriteResumed() {
    return interest.isResumed(WRITE);
  }

  @Override
  public void awaitWritable() throws IOException {
    awaitWritable(0, TimeUnit.MILLISECONDS);
  }

  @Override
  public void awaitWritable(long time, TimeUnit unit) throws IOException {
    Xnio.checkBlockingAllowed();
    interest.await(WRITE, unit.toMillis(time));
  }

  @Override
  public void setWriteReadyHandler(WriteReadyHandler handler) {
    this.handler = handler;
  }

  @Override
  public XnioIoThread getWriteThread() {
    return connection.getIoThread();
  }

  @Override
  public XnioWorker getWorker() {
    return connection.getWorker();
  }
}
