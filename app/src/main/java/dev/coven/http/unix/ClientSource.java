package dev.coven.http.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.ReadTimeoutException;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What one client sends. Reads happen on whatever thread calls, readiness is told on the I/O
 * thread.
 */
final class ClientSource implements StreamSourceConduit {
  private static final int READ = SelectionKey.OP_READ;

  private final UnixConnection connection;
  private final AFUNIXSocketChannel channel;
  private final Interest interest;
  private volatile ReadReadyHandler handler;
  private volatile long received;
  private volatile boolean ended;
  private volatile boolean expired;

  ClientSource(UnixConnection connection, AFUNIXSocketChannel channel, Interest interest) {
    this.connection = connection;
    this.channel = channel;
    this.interest = interest;
  }

  /** How many bytes arrived since {@link #forgetReceived}. */
  long received() {
    return received;
  }

  void forgetReceived() {
    received = 0;
  }

  /** True if the client has said that it sends no more. */
  boolean isEnded() {
    return ended;
  }

  /** Makes every further read fail: the client took too long. */
  void expire() {
    expired = true;
  }

  /** Calls the read handler; on the I/O thread. */
  void ready() {
    if (handler != null) {
      handler.readReady();
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (expired) {
      throw new ReadTimeoutException("the client did not send its body in time");
    }
    int count;
    try {
      count = channel.read(target);
    } catch (ClosedChannelException e) {
      return -1;
    }
    if (count > 0) {
      // One thread reads at a time: first Undertow's parser, then whoever reads the body.
      received = received + count;
    } else if (count < 0) {
      ended = true;
      terminateReads();
    }
    return count;
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

  /**
   * Ends the source without shutting the socket's input: the client may be in the middle of sending
   * a body nobody wants, and must still be able to receive its answer.
   */
  @Override
  public void terminateReads() {
    if (connection.readClosed()) {
      interest.suspend(READ);
      terminated();
    }
  }

  void terminated() {
    if (handler != null) {
      handler.terminated();
    }
  }

  @Override
  public boolean isReadShutdown() {
    return connection.isReadShutdown();
  }

  @Override
  public void resumeReads() {
    interest.resume(READ);
  }

  @Override
  public void suspendReads() {
    interest.suspend(READ);
  }

  @Override
  public void wakeupReads() {
    interest.wake(READ);
  }

  @Override
  public boolean isReadResumed() {
    return interest.isResumed(READ);
  }

  @Override
  public void awaitReadable() throws IOException {
    awaitReadable(0, TimeUnit.MILLISECONDS);
  }

  @Override
  public void awaitReadable(long time, TimeUnit unit) throws IOException {
    Xnio.checkBlockingAllowed();
    interest.await(READ, unit.toMillis(time));
  }

  @Override
  public void setReadReadyHandler(ReadReadyHandler handler) {
    this.handler = handler;
  }

  @Override
  public XnioIoThread getReadThread() {
    return connection.getIoThread();
  }

  @Override
  public XnioWorker getWorker() {
    return connection.getWorker();
  }
}
