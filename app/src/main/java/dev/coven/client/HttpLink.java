package dev.coven.client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** One connection that carries requests one after another. For one thread at a time. */
final class HttpLink implements Closeable {
  private final Connection connection;
  private boolean reusable = true;

  private HttpLink(Connection connection) {
    this.connection = connection;
  }

  /**
   * Connects to the daemon.
   *
   * @throws DaemonException when nobody can be reached
   */
  static HttpLink open(Path socket, Limit limit) throws IOException {
    return new HttpLink(Connection.open(socket, limit));
  }

  /**
   * Sends a request and reads its answer. After any exception the link is of no more use.
   *
   * @throws ConnectionLostException when the connection ended before the answer was whole
   * @throws DaemonSilentException when no answer came in time
   * @throws UnusableDaemonException when the answer is not a daemon's
   */
  Response exchange(Request request, Limit limit) throws IOException {
    reusable = false;
    ByteBuffer bytes = request.encode();
    try {
      connection.write(bytes, limit);
      Response response = new ResponseReader(connection, limit).read();
      reusable = response.keepAlive();
      return response;
    } catch (DaemonException e) {
      throw e;
    } catch (java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // Reset, or a broken pipe.
      throw bytes.position() == 0
          ? ConnectionLostException.beforeSending(e)
          : new ConnectionLostException(e);
    }
  }

  /**
   * Sends a request and reads the head of an answer that comes as events do. Until that has ended,
   * the link is its alone.
   *
   * @param detachment ends each wait
   * @throws ConnectionLostException when the connection ended before the answer
   * @throws DaemonSilentException when no answer came in time
   * @throws UnusableDaemonException when the answer is not a daemon's
   * @throws dev.coven.contract.ApiException when the daemon refuses
   */
  EventStream stream(Request request, Detachment detachment) throws IOException {
    reusable = false;
    Limit limit = Limit.of(Timeouts.REQUEST, detachment);
    try {
      connection.write(request.encode(), limit);
      StreamBody body = new ResponseReader(connection, limit).readStream();
      return new EventStream(body, detachment, () -> reusable = true);
    } catch (DaemonException | DetachedException | java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new ConnectionLostException(e);
    }
  }

  /** Whether another request may go over this link: nothing went wrong, and nobody hung up. */
  boolean isUsable() {
    return reusable && connection.isQuiet();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
