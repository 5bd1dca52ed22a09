package dev.coven.client;

import com.google.gson.JsonElement;
import dev.coven.contract.Health;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The way to the daemon of one home: a connection that began with health, and another one when it
 * has ended. For one thread.
 */
final class DaemonLink implements Closeable {
  private final Path socket;
  private final DaemonClient.Need need;
  private final boolean secondAttempt;
  private HttpLink link;
  private Health health;

  /**
   * A way that nobody has gone yet.
   *
   * @param socket where the daemon listens
   * @param need which daemons to accept
   * @param secondAttempt whether what reads goes out again when its connection ends
   */
  DaemonLink(Path socket, DaemonClient.Need need, boolean secondAttempt) {
    this.socket = socket;
    this.need = need;
    this.secondAttempt = secondAttempt;
  }

  /** What the daemon said when the last connection was made; null before the first. */
  Health health() {
    return health;
  }

  /** Whether a request could go out now over a connection that began with health. */
  boolean isConnected() {
    return link != null && link.isUsable();
  }

  /**
   * Connects and shakes hands, once.
   *
   * @param limit how long that may take
   */
  void reconnect(Limit limit) throws IOException {
    close();
    link = HttpLink.open(socket, limit);
    health = Handshake.ask(link, limit);
    Handshake.requireContract(health);
    if (need == DaemonClient.Need.HEALTHY && !health.ok()) {
      throw UnusableDaemonException.degraded(health);
    }
  }

  /** Connects and shakes hands. */
  void negotiate(Duration patience) throws IOException {
    try {
      reconnect(Limit.of(patience));
    } catch (ConnectionLostException e) {
      if (!secondAttempt) {
        throw e;
      }
      // It waited in the queue of a daemon that ended; the next one meets the successor.
      reconnect(Limit.of(patience));
    }
  }

  /**
   * Sends a request.
   *
   * @return the JSON of an answer that is no refusal
   */
  JsonElement call(Request request) throws IOException {
    if (!isConnected()) {
      negotiate(Timeouts.RETURN);
    }
    try {
      return exchange(request);
    } catch (ConnectionLostException e) {
      // Nothing was changed: it reads, or it was not sent.
      if (!secondAttempt) {
        throw e;
      }
    }
    negotiate(Timeouts.RETURN);
    return exchange(request);
  }

  /**
   * Sends a request for a stream, once.
   *
   * @param detachment ends each wait
   */
  EventStream stream(Request request, Detachment detachment) throws IOException {
    if (!isConnected()) {
      negotiate(Timeouts.RETURN);
    }
    return link.stream(request, detachment);
  }

  private JsonElement exchange(Request request) throws IOException {
    try {
      return link.exchange(request, Limit.of(Timeouts.REQUEST)).json();
    } catch (ConnectionLostException e) {
      throw request.isRepeatable() || !e.wasSent() ? e : new OutcomeUnknownException(e);
    } catch (DaemonSilentException e) {
      throw request.isRepeatable() ? e : new OutcomeUnknownException(e);
    }
  }

  /** Ends the connection; the next call makes a new one. */
  @Override
  public void close() throws IOException {
    if (link != null) {
      link.close();
      link = null;
    }
  }
}
