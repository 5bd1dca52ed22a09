package dev.coven.http.unix;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * Takes clients from the listener while there is room for them, and knows all that are connected.
 * It never closes the listener.
 */
final class Acceptor implements SelectorThread.Ready {
  private static final Logger LOG = Logger.getLogger(Acceptor.class);

  /** Accepted in one go before those already connected get their turn again. */
  private static final int BATCH = 16;

  /**
   * Pause after a failed accept. The usual cause is EMFILE: the client stays in the backlog, the
   * listener stays ready, and without a pause the loop would spin until a descriptor is free.
   */
  private static final long FAILURE_PAUSE_MILLIS = 200;

  private final Set<UnixConnection> connections = ConcurrentHashMap.newKeySet();
  private final SelectorThread thread;
  private final AFUNIXServerSocketChannel listener;
  private final UnixHttpLimits limits;
  private final Refusals refusals;
  private final ChannelListener<? super StreamConnection> opened;
  private final Consumer<Throwable> onFailure;
  private final Runnable onClosed;

  /** Descriptors of clients that have been answered and still send: they take room, too. */
  private final AtomicInteger lingering = new AtomicInteger();

  private SelectionKey key;
  private volatile boolean accepting;
  private boolean pausing;

  /**
   * Prepares to accept.
   *
   * @param refusals answers what cannot be parsed
   * @param opened told of each new connection, on the I/O thread
   * @param onClosed told after a connection has ended, on any thread
   * @param onFailure told if the listener itself is lost
   */
  Acceptor(
      SelectorThread thread,
      AFUNIXServerSocketChannel listener,
      UnixHttpLimits limits,
      Refusals refusals,
      ChannelListener<? super StreamConnection> opened,
      Runnable onClosed,
      Consumer<Throwable> onFailure) {
    this.thread = thread;
    this.listener = listener;
    this.limits = limits;
    this.refusals = refusals;
    this.opened = opened;
    this.onClosed = onClosed;
    this.onFailure = onFailure;
  }

  /** Returns the connected clients, a live view. */
  Set<UnixConnection> connections() {
    return connections;
  }

  /** Begins to accept; on the I/O thread. */
  void start() throws IOException {
    listener.configureBlocking(false);
    accepting = true;
    key = thread.register(listener, SelectionKey.OP_ACCEPT, this);
  }

  /** Leaves further clients in the backlog; on the I/O thread. */
  void stop() {
    accepting = false;
    adjust();
  }

  /** Leaves the selector; on the I/O thread. */
  void detach() {
    stop();
    if (key != null) {
      key.cancel();
    }
  }

  @Override
  public void ready(int operations) {
    for (int i = 0; i < BATCH && hasRoom(); i++) {
      AFUNIXSocketChannel channel;
      try {
        channel = listener.accept();
      } catch (IOException e) {
        failed(e);
        break;
      }
      if (channel == null) {
        break;
      }
      open(channel);
    }
    adjust();
  }

  @Override
  public void hungUp() {
    if (accepting) {
      onFailure.accept(new IOException("somebody shut the listener down"));
    }
  }

  private void open(AFUNIXSocketChannel channel) {
    try {
      channel.configureBlocking(false);
      UnixConnection connection =
          new UnixConnection(thread, channel, limits, refusals, lingering, this::closed);
      connections.add(connection);
      opened.handleEvent(connection);
    } catch (IOException e) {
      LOG.debug("client lost before it was served", e);
      IoUtils.safeClose(channel);
    }
  }

  private void closed(UnixConnection connection) {
    connections.remove(connection);
    onClosed.run();
    if (accepting) {
      try {
        thread.execute(this::adjust);
      } catch (RejectedExecutionException e) {
        LOG.debug("closed while the server ends", e);
      }
    }
  }

  private void failed(IOException e) {
    if (!listener.isOpen()) {
      accepting = false;
      onFailure.accept(e);
      return;
    }
    LOG.warnf("accept failed, clients wait %d ms: %s", FAILURE_PAUSE_MILLIS, e.getMessage());
    pausing = true;
    thread.executeAfter(
        () -> {
          pausing = false;
          adjust();
        },
        FAILURE_PAUSE_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private boolean hasRoom() {
    return accepting && !pausing && connections.size() + lingering.get() < limits.connections();
  }

  private void adjust() {
    if (key != null && key.isValid()) {
      key.interestOps(hasRoom() ? SelectionKey.OP_ACCEPT : 0);
    }
  }
}
