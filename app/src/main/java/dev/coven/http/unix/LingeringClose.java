package dev.coven.http.unix;

import java.io.IOException;
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

  private final SelectorThread thread;
  private final AFUNIXSocketChannel channel;
  private final Runnable onEnd;
  private XnioExecutor.Key timer = XnioExecutor.Key.IMMEDIATE;
  private boolean ended;
  private long discarded;

  private LingeringClose(SelectorThread thread, AFUNIXSocketChannel channel, Runnable onEnd) {
    this.thread = thread;
    this.channel = channel;
    this.onEnd = onEnd;
  }

  /**
   * Takes the channel over and sees to it that it gets closed.
   *
   * @param onEnd told once, on the I/O thread, when it is closed
   */
  static void begin(SelectorThread thread, AFUNIXSocketChannel channel, Runnable onEnd) {
    LingeringClose closing = new LingeringClose(thread, channel, onEnd);
    try {
      channel.shutdownOutput();
      closing.timer = thread.executeAfter(closing::close, LONGEST_MILLIS, TimeUnit.MILLISECONDS);
      thread.register(channel, SelectionKey.OP_READ, closing);
    } catch (IOException | RejectedExecutionException e) {
      LOG.debug("no lingering: the client has gone, or the server is going", e);
      closing.close();
    }
  }

  @Override
  public void ready(int operations) {
    try {
      int count = channel.read(thread.waste());
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
    if (ended) {
      return;
    }
    ended = true;
    timer.remove();
    IoUtils.safeClose(channel);
    onEnd.run();
  }
}
