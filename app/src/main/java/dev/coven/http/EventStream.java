package dev.coven.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * One client of a session's events: where it stands, and its socket. It holds no events: what the
 * client does not take is read again from the ledger when it does.
 *
 * <p>Used by one task at a time, that of its {@link SessionFeed}. The I/O thread only sets flags.
 */
final class EventStream {
  private static final byte[] COMMENT = ascii(":\n\n");

  /** Says that all that came before was history; nobody must heed it. */
  private static final byte[] LIVE = ascii(": live\n\n");

  private static final byte[] NOTHING = {};

  private final HttpServerExchange exchange;
  private final StreamSinkChannel channel;
  private final Runnable wake;
  private EventFrames.Place place;
  private ByteBuffer aside = ByteBuffer.wrap(NOTHING);

  /**
   * Bytes of events that were announced as the rest of a chunk. Undertow takes the next buffer that
   * it is given for the whole of that rest, and nothing else may come in between.
   */
  private int owed;

  private long caughtUpAt = -1;
  private boolean toldLive;
  private boolean ending;
  private volatile boolean closed;
  private volatile boolean writable = true;
  private volatile boolean commentDue;
  private volatile boolean gone;
  private volatile XnioExecutor.Key clock = XnioExecutor.Key.IMMEDIATE;

  /**
   * A stream whose head has not been sent.
   *
   * @param exchange the request, with the answer's headers set
   * @param after the last event that the client knows
   * @param wake has the feed look at this stream; returns at once
   */
  EventStream(HttpServerExchange exchange, long after, Runnable wake) {
    this.exchange = exchange;
    this.channel = exchange.getResponseChannel();
    this.place = new EventFrames.Place(after, 0, 0);
    this.wake = wake;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The last event that was sent whole. */
  long after() {
    return place.after();
  }

  /** Sends the head, and a comment whenever so much time has passed. */
  void begin(long commentMillis) throws IOException {
    if (!channel.flush()) {
      awaitWritable();
    }
    keepAlive(commentMillis);
  }

  private void keepAlive(long millis) {
    try {
      clock =
          exchange
              .getIoThread()
              .executeAfter(
                  () -> {
                    if (!closed) {
                      commentDue = true;
                      wake.run();
                      keepAlive(millis);
                    }
                  },
                  millis,
                  TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server has ended, and its connections with it.
      gone = true;
    }
  }

  /** The client hung up, or has to go: the feed ends the stream when it looks next. */
  void leave() {
    gone = true;
    wake.run();
  }

  boolean isGone() {
    return gone;
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether the client takes more now. */
  boolean isWritable() {
    return writable;
  }

  /**
   * Notes that everything was sent that the ledger had.
   *
   * @param commits how many commits there were before it was read
   */
  void caughtUp(long commits) throws IOException {
    caughtUpAt = commits;
    if (!toldLive) {
      toldLive = true;
      say(LIVE);
    }
  }

  /** Whether nothing was committed since it has caught up. */
  boolean isCaughtUp(long commits) {
    return caughtUpAt == commits;
  }

  /** Sends what is no event and is due: a rest of that, or a comment. */
  void sendAside() throws IOException {
    if (!writable) {
      return;
    }
    if (aside.hasRemaining()) {
      send(aside);
    } else if (commentDue && !ending) {
      commentDue = false;
      say(COMMENT);
    }
    endIfSaid();
  }

  /** Says something between two events; in the middle of one, or of a chunk, it is left out. */
  private void say(byte[] message) throws IOException {
    if (isBetweenEvents()) {
      aside = ByteBuffer.wrap(message);
      send(aside);
    }
  }

  /** Whether events may be sent: nothing else is on its way. */
  boolean isReady() {
    return writable && !aside.hasRemaining() && !ending;
  }

  /** Whether the client has only whole events. */
  boolean isBetweenEvents() {
    return place.offset() == 0 && owed == 0;
  }

  /**
   * Sends as much as the client takes.
   *
   * @param frames the events behind {@link #after}
   * @return whether the client took all of them
   * @throws IOException when the client is gone, or the event that it has half of
   */
  boolean send(EventFrames frames) throws IOException {
    if (place.offset() > 0 && frames.firstSeq() != place.partial()) {
      throw new IOException("the event was removed while it was sent");
    }
    int sent = place.offset();
    boolean all = true;
    for (ByteBuffer piece : frames.from(sent, owed)) {
      int before = piece.remaining();
      all = send(piece);
      owed = piece.remaining();
      sent += before - owed;
      if (!all) {
        break;
      }
    }
    place = frames.place(place.after(), sent);
    return all;
  }

  /** Sends bytes, and waits for room where the client does not take them all. */
  private boolean send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int before = bytes.remaining();
      channel.write(bytes);
      if (bytes.remaining() == before) {
        awaitWritable();
        return false;
      }
    }
    return true;
  }

  private void awaitWritable() {
    writable = false;
    channel
        .getWriteSetter()
        .set(
            ready -> {
              ready.suspendWrites();
              writable = true;
              wake.run();
            });
    channel.resumeWrites();
  }

  /** Ends the answer after a last message; {@code ""} for none. */
  void end(String message) throws IOException {
    ending = true;
    say(ascii(message));
    endIfSaid();
  }

  private void endIfSaid() {
    if (ending && !aside.hasRemaining()) {
      close();
      exchange.endExchange();
    }
  }

  /** Ends the connection, so that the client cannot take what it has for the whole. */
  void abort() {
    close();
    IoUtils.safeClose(exchange.getConnection());
    exchange.endExchange();
  }

  private void close() {
    closed = true;
    clock.remove();
  }
}
