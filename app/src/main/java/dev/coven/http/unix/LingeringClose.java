package dev.coven.http.unix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Ends a channel politely: the output is shut, what the client still sends is read and thrown away
 * until it ends, but at most for two seconds and 16 MiB. On the I/O thread only.
 */
final class LingeringClose implements SelectorThread.Ready {
  private static final Logger LOG = Logger.getLogger(LingeringClose.class);
  private static final long LONGEST_MILLIS = 2_000;
  private static final long MOST_BYTES = 16 << 20;

  private final ByteBuffer waste = ByteBuffer.allocate(16 << 10);

  private final AFUNIXSocketChannel channel;
  private final XnioExecutor.Key timer;
  private long discarded;

  private LingeringClose(AFUNIXSocketChannel channel, XnioExecutor.Key timer) {
    this.channel = channel;
    this.timer = timer;
  }

  /** Takes the channel over and sees to it that it gets closed. */
  static void begin(SelectorThread thread, AFUNIXSocketChannel channel) {
    try {
      channel.shutdownOutput();
      XnioExecutor.Key timer =
          thread.executeAfter(
              () -> IoUtils.safeClose(channel), LONGEST_MILLIS, TimeUnit.MILLISECONDS);
      LingeringClose closing = new LingeringClose(channel, timer);
      thread.register(channel, SelectionKey.OP_READ, closing);
    } catch (IOException | RejectedExecutionException e) {
      LOG.debug("no lingering: the client has gone, or the server is going", e);
      IoUtils.safeClose(channel);
    }
  }

  @Override
  public void ready(int operations) {
    try {
      int count = channel.read(waste.clear());
      discarded += Math.max(0, count);
      if (count < 0 || discarded > MOST_BYTES) {
        close();
      }
    } catch (IOException e) {
      LOG.debug("client broke off", e);
      close();
    }
  }

  @Override
  public void hungUp() {
    close();
  }

  private void close() {
    timer.remove();
    IoUtils.safeClose(channel);
  }
}
