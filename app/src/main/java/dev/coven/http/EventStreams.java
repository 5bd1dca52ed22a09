package dev.coven.http;

import dev.coven.http.unix.UnixHttpServer;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.StoredSession;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All live event streams. The ledger's commits wake those they concern; an idle one costs its
 * connection and a comment now and then. A client that does not read costs no more: what it has not
 * taken waits in the ledger alone.
 */
final class EventStreams {
  /**
   * Ends a stream whose session goes on: come back, in a quarter of a second, for the rest. Where
   * connections are queued for the next daemon, none of this time is lost.
   */
  static final String COME_BACK = "retry: 250\n\n";

  /** Proxies and clients take a connection for dead on which nothing is said. */
  private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);

  /** How many sessions may have events in the heap at a time, half a megabyte each at the most. */
  private static final int READS_AT_ONCE = 4;

  private final Ledger ledger;
  private final AnswerMemory memory;
  private final long commentMillis;
  private final Semaphore reads = new Semaphore(READS_AT_ONCE);
  private final Map<Long, SessionFeed> feeds = new ConcurrentHashMap<>();
  private final Object dropped = new Object();
  private volatile boolean draining;
  private volatile boolean closing;

  EventStreams(Ledger ledger, AnswerMemory memory) {
    this(ledger, memory, COMMENT_EVERY);
  }

  EventStreams(Ledger ledger, AnswerMemory memory, Duration commentEvery) {
    this.ledger = ledger;
    this.memory = memory;
    this.commentMillis = commentEvery.toMillis();
    ledger.commits().listen(this::committed);
  }

  private void committed(Set<Long> sessions) {
    if (feeds.isEmpty()) {
      return;
    }
    for (Long session : sessions) {
      SessionFeed feed = feeds.get(session);
      if (feed != null) {
        feed.committed();
      }
    }
  }

  /**
   * An answer with a session's events.
   *
   * @param session which one
   * @param after the last event that the client knows; 0 for none
   */
  Answer answer(StoredSession session, long after) {
    return new Answer() {
      @Override
      public int heldBytes() {
        return 0;
      }

      @Override
      public void send(HttpServerExchange exchange) {
        begin(exchange, session, after);
      }
    };
  }

  private void begin(HttpServerExchange exchange, StoredSession session, long after) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache");
    EventStream client = new EventStream(exchange, after, () -> wake(session.key()));
    if (exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.endExchange();
      return;
    }
    UnixHttpServer.holdAnswer(exchange, client::leave);
    try {
      client.begin(commentMillis);
    } catch (IOException e) {
      client.abort();
      return;
    }
    feeds.compute(
        session.key(),
        (_, known) -> {
          SessionFeed feed = known != null ? known : new SessionFeed(this, session);
          feed.add(client);
          return feed;
        });
    wake(session.key());
  }

  private void wake(long session) {
    SessionFeed feed = feeds.get(session);
    if (feed != null) {
      feed.wake();
    }
  }

  /**
   * Reads a session's next events, and has them used; waits while too many are in the heap.
   *
   * @param session which one
   * @param after the first is the next behind this
   * @param use gets them; keeps none
   * @throws SQLException when the ledger cannot be read
   * @throws dev.coven.contract.ApiException when there is no memory for one that is large
   * @throws InterruptedException when interrupted while waiting
   */
  void read(StoredSession session, long after, Consumer<EventFrames> use)
      throws SQLException, InterruptedException {
    reads.acquire();
    try {
      EventFrames frames = read(session, after, false);
      if (!frames.isEmpty() || !frames.isLargeNext()) {
        use.accept(frames);
        return;
      }
    } finally {
      reads.release();
    }
    AnswerMemory.Share share = memory.take(AnswerMemory.cost(true, false, 0));
    try {
      use.accept(read(session, after, true));
    } finally {
      share.shrinkTo(0);
    }
  }

  private EventFrames read(StoredSession session, long after, boolean large) throws SQLException {
    return ledger.read(
        reader -> EventFrames.read(reader, session.key(), session.record().id(), after, large));
  }

  /** Forgets a feed that has no clients. */
  void dropIfEmpty(long session, SessionFeed feed) {
    if (!feed.isEmpty()) {
      return;
    }
    feeds.computeIfPresent(session, (_, known) -> known == feed && feed.isEmpty() ? null : known);
    synchronized (dropped) {
      dropped.notifyAll();
    }
  }

  /** Whether streams end once they have caught up. */
  boolean isDraining() {
    return draining;
  }

  /** Whether streams end behind the event that they are at. */
  boolean isClosing() {
    return closing;
  }

  /**
   * Ends all streams. Each gets what the ledger has and the word to come back; when time is up, the
   * word alone. Whoever does not take that either is cut off, and comes back all the same.
   *
   * @param longest how long to wait for clients, once and then once more
   */
  void drain(Duration longest) throws InterruptedException {
    draining = true;
    awaitEnds(longest);
    closing = true;
    awaitEnds(longest);
    feeds.values().forEach(SessionFeed::dismiss);
  }

  private void awaitEnds(Duration longest) throws InterruptedException {
    feeds.values().forEach(SessionFeed::wake);
    long deadline = System.nanoTime() + longest.toNanos();
    synchronized (dropped) {
      long left = longest.toMillis();
      while (!feeds.isEmpty() && left > 0) {
        dropped.wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      }
    }
  }
}
