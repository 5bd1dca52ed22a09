package dev.coven.client;

import dev.coven.home.CurrentUser;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One connection on which every wait has an end. A blocking channel on a unix socket has no
 * timeouts, hence the selector.
 */
final class Connection implements Closeable {
  /** Pause between attempts while the listener's queue is full. */
  private static final long FULL_QUEUE_PAUSE_MILLIS = 10;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Runnable wake;

  private Connection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.wake = selector::wakeup;
    channel.configureBlocking(false);
    this.key = channel.register(selector, 0);
  }

  /**
   * Connects, if the socket is this user's own. A stranger's process at the socket's place must not
   * get to see a prompt.
   *
   * @throws DaemonUnreachableException when nobody listens, or the system refuses
   * @throws UnusableDaemonException when the socket belongs to somebody else
   * @throws DaemonSilentException when the listener's queue stays full
   */
  static Connection open(Path socket, Limit limit) throws IOException {
    while (true) {
      checkOwner(socket);
      Selector selector = Selector.open();
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      Connection connection = new Connection(channel, selector);
      try {
        if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
          connection.await(SelectionKey.OP_CONNECT, limit);
          channel.finishConnect();
        }
        return connection;
      } catch (ConnectException e) {
        connection.close();
        throw new DaemonUnreachableException(DaemonUnreachableException.Reason.REFUSED, socket, e);
      } catch (SocketException e) {
        connection.close();
        if (Files.exists(socket) && !Files.isWritable(socket)) {
          throw new DaemonUnreachableException(
              DaemonUnreachableException.Reason.FORBIDDEN, socket, e);
        }
        // Either the socket was removed just now, which the check above finds next; or connect(2)
        // gave EAGAIN: the queue of connections that nobody accepts is full.
        limit.pause(FULL_QUEUE_PAUSE_MILLIS);
      } catch (IOException e) {
        connection.close();
        throw e;
      }
    }
  }

  private static void checkOwner(Path socket) throws DaemonException {
    int owner;
    try {
      owner = (Integer) Files.getAttribute(socket, "unix:uid");
    } catch (AccessDeniedException e) {
      throw new DaemonUnreachableException(DaemonUnreachableException.Reason.FORBIDDEN, socket, e);
    } catch (IOException e) {
      throw new DaemonUnreachableException(DaemonUnreachableException.Reason.NO_SOCKET, socket, e);
    }
    if (owner != CurrentUser.uid()) {
      throw UnusableDaemonException.foreign(
          socket + " belongs to user " + owner + ", and this is user " + CurrentUser.uid());
    }
  }

  /**
   * Writes all of it.
   *
   * @throws DaemonSilentException when the other side does not take it in time
   */
  void write(ByteBuffer bytes, Limit limit) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE, limit);
      }
    }
  }

  /**
   * Waits for bytes and reads what is there.
   *
   * @return their number, or −1 when the other side closed
   * @throws DaemonSilentException when none come in time
   */
  int read(ByteBuffer into, Limit limit) throws IOException {
    int count;
    while ((count = channel.read(into)) == 0) {
      await(SelectionKey.OP_READ, limit);
    }
    return count;
  }

  /** Whether the other side is still there, and has sent nothing that nobody asked for. */
  boolean isQuiet() {
    try {
      return channel.read(ByteBuffer.allocate(1)) == 0;
    } catch (IOException reset) {
      return false;
    }
  }

  private void await(int operation, Limit limit) throws IOException {
    key.interestOps(operation);
    limit.detachment().onRequest(wake);
    try {
      selector.select(limit.remainingMillis());
    } finally {
      limit.detachment().forget(wake);
    }
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for the daemon");
    }
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }
}
