package dev.coven.http.unix;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.StreamConnection;

/** One accepted client: its credentials, its channel, and whether a request of it is in hand. */
final class UnixConnection extends StreamConnection implements SelectorThread.Ready {
  private static final Logger LOG = Logger.getLogger(UnixConnection.class);

  private final SelectorThread thread;
  private final AFUNIXSocketChannel channel;
  private final Interest interest;
  private final ClientSource source;
  private final ClientSink sink;
  private final PeerCredentials peer;
  private final AtomicInteger lingering;
  private final Consumer<UnixConnection> onClose;
  private final long accepted = System.nanoTime();
  private volatile boolean requestInHand;
  private volatile boolean used;
  private volatile Runnable whenGone;

  /**
   * Takes an accepted, non-blocking channel into service; on the I/O thread.
   *
   * @param limits what the client is granted
   * @param refusals answers what cannot be parsed
   * @param lingering counts those whose descriptor outlives them for a moment
   * @param onClose told on any thread, perhaps twice, when the connection has ended
   * @throws IOException if the peer's credentials cannot be read or the channel is closed; the
   *     caller closes the channel
   */
  UnixConnection(
      SelectorThread thread,
      AFUNIXSocketChannel channel,
      UnixHttpLimits limits,
      Refusals refusals,
      AtomicInteger lingering,
      Consumer<UnixConnection> onClose)
      throws IOException {
    super(thread);
    this.thread = thread;
    this.channel = channel;
    this.lingering = lingering;
    this.onClose = onClose;
    AFUNIXSocketCredentials credentials = channel.getPeerCredentials();
    this.peer = new PeerCredentials(credentials.getPid(), credentials.getUid());
    this.interest = new Interest(thread, this::deliver);
    this.source = new ClientSource(this, channel, interest);
    this.sink = new ClientSink(this, channel, interest, limits, refusals);
    setSourceConduit(source);
    setSinkConduit(sink);
    interest.attach(thread.register(channel, 0, this));
  }

  /** Returns the connection that carries an exchange. */
  static UnixConnection of(HttpServerExchange exchange) {
    return (UnixConnection) ((AbstractServerConnection) exchange.getConnection()).getChannel();
  }

  PeerCredentials peer() {
    return peer;
  }

  void requestBegins() {
    used = true;
    requestInHand = true;
  }

  /**
   * The answer to the request in hand may stand still: its client reads when it likes.
   *
   * @param gone told once, on any thread, when the client hangs up before the answer's end
   */
  void holdAnswer(Runnable gone) {
    sink.setPatient(true);
    whenGone = gone;
    if (interest.isHungUp()) {
      tellGone();
    }
  }

  private void tellGone() {
    Runnable told = whenGone;
    if (told != null) {
      told.run();
    }
  }

  void requestEnds() {
    whenGone = null;
    sink.setPatient(false);
    source.forgetReceived();
    requestInHand = false;
  }

  /**
   * Makes reading fail and tells whoever waits to read; on the I/O thread. A failed read of a body
   * closes the connection, and if nobody reads it is closed a second later. Closing it at once
   * would leave an asynchronous receiver without its error callback, and make Undertow's input
   * stream throw NullPointerException at a handler that is reading.
   */
  void expireReads() {
    source.expire();
    thread.executeAfter(() -> IoUtils.safeClose(this), 1, TimeUnit.SECONDS);
    deliver(interest.arrived(SelectionKey.OP_READ));
  }

  /** True if no request is in hand and not even a part of one has arrived. */
  boolean isIdle() {
    return !requestInHand && source.received() == 0;
  }

  /** True from the end of a request's headers to the end of its answer. */
  boolean isRequestInHand() {
    return requestInHand;
  }

  /** True if the client is gone, or was thrown out. */
  boolean isLost() {
    return !isOpen() || sink.isBroken();
  }

  /** How many bytes arrived since the last request's end. */
  long received() {
    return source.received();
  }

  /** How long ago it was accepted, if it has carried no request yet; else a negative number. */
  long nanosUnused() {
    return used ? -1 : System.nanoTime() - accepted;
  }

  @Override
  public void ready(int operations) {
    deliver(interest.arrived(operations));
  }

  @Override
  public void hungUp() {
    interest.hangUp();
    tellGone();
  }

  private void deliver(int operations) {
    if ((operations & SelectionKey.OP_READ) != 0) {
      source.ready();
    }
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      sink.ready();
    }
  }

  @Override
  public SocketAddress getPeerAddress() {
    return channel.getRemoteSocketAddress();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return channel.getLocalSocketAddress();
  }

  /** No XNIO option applies: ClientSink keeps the write time-out, Undertow's listener the rest. */
  @Override
  public <T> T getOption(Option<T> option) {
    return null;
  }

  @Override
  protected boolean readClosed() {
    return super.readClosed();
  }

  @Override
  protected boolean writeClosed() {
    return super.writeClosed();
  }

  @Override
  protected void notifyReadClosed() {
    source.terminated();
  }

  @Override
  protected void notifyWriteClosed() {
    sink.terminated();
  }

  @Override
  protected void closeAction() {
    try {
      release();
    } finally {
      onClose.accept(this);
    }
  }

  /**
   * Gives the descriptor back. A client that may still be sending gets a lingering close: closing a
   * Unix socket with unread bytes in it makes the peer's next write fail with EPIPE and its read to
   * the end with ECONNRESET, and in most clients the answer that explains a refusal would be lost.
   */
  private void release() {
    sink.stopWatch();
    interest.end();
    if (!source.isEnded() && !interest.isHungUp() && sink.isWorthLingering()) {
      lingering.incrementAndGet();
      try {
        thread.execute(() -> LingeringClose.begin(thread, channel, this::lingered));
        return;
      } catch (RejectedExecutionException e) {
        lingering.decrementAndGet();
        LOG.debugf("%s: no lingering close, the server is ending", this);
      }
    }
    IoUtils.safeClose(channel);
  }

  /** Told of again: there is room for another client. */
  private void lingered() {
    lingering.decrementAndGet();
    onClose.accept(this);
  }

  @Override
  public String toString() {
    return "UnixConnection[" + peer + "]";
  }
}
