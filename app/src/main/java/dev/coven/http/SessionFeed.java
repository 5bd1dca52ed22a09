package dev.coven.http;

import dev.coven.contract.ApiException;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Serves all streams of one session. One task at a time does, and only while there is something to
 * do: events are read and written as messages once for all streams that stand at the same place,
 * and no write waits for a client.
 */
final class SessionFeed implements Runnable {
  private static final TaggedLogger LOG = Logger.tag("http");

  private enum State {
    IDLE,
    RUNNING,
    /** Something happened since the task looked. */
    AGAIN
  }

  private final EventStreams owner;
  private final StoredSession session;
  private final List<EventStream> clients = new CopyOnWriteArrayList<>();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  SessionFeed(EventStreams owner, StoredSession session) {
    this.owner = owner;
    this.session = session;
  }

  /** Something that is done to a client. */
  @FunctionalInterface
  private interface Action {
    void on(EventStream client) throws IOException;
  }

  /** Takes a client in; {@link #wake} has it served. */
  void add(EventStream client) {
    clients.add(client);
  }

  boolean isEmpty() {
    return clients.isEmpty();
  }

  /** The session has new events. */
  void committed() {
    commits.incrementAndGet();
    wake();
  }

  /** Has the task look at all clients; returns at once. */
  void wake() {
    if (state.getAndUpdate(now -> now == State.IDLE ? State.RUNNING : State.AGAIN) == State.IDLE) {
      Thread.ofVirtual().name("http-stream").start(this);
    }
  }

  /** Sends all clients away. */
  void dismiss() {
    clients.forEach(EventStream::leave);
  }

  @Override
  public void run() {
    do {
      state.set(State.RUNNING);
      try {
        while (round()) {
          // Virtual threads are not taken turns by themselves, and a long history would hold one.
          Thread.yield();
        }
      } catch (RuntimeException e) {
        LOG.error(e, "event streams failed");
        each(clients, EventStream::abort);
      }
      owner.dropIfEmpty(session.key(), this);
    } while (!state.compareAndSet(State.RUNNING, State.IDLE));
  }

  /** Serves each client once; tells whether some may have more to get. */
  private boolean round() {
    Map<Long, List<EventStream>> behind = new LinkedHashMap<>();
    each(
        clients,
        client -> {
          client.sendAside();
          if (!client.isReady()) {
            return;
          }
          if (owner.isClosing() && client.isBetweenEvents()) {
            client.end(EventStreams.COME_BACK);
          } else if (!client.isCaughtUp(commits.get())) {
            behind.computeIfAbsent(client.after(), _ -> new ArrayList<>()).add(client);
          } else if (owner.isDraining()) {
            client.end(EventStreams.COME_BACK);
          }
        });
    behind.forEach(this::feed);
    return !behind.isEmpty();
  }

  /** Sends clients that stand at one place what comes next. */
  private void feed(long after, List<EventStream> group) {
    long seen = commits.get();
    try {
      owner.read(
          session,
          after,
          frames ->
              each(
                  group,
                  client -> {
                    if (!client.send(frames) || !frames.isComplete()) {
                      return;
                    }
                    if (frames.isLast()) {
                      client.end("");
                    } else {
                      client.caughtUp(seen);
                    }
                  }));
    } catch (SQLException | ApiException e) {
      LOG.warn(
          LogLine.of("event streams broke off, the ledger could not be read")
              .with("session", session.record().id())
              .with("cause", e));
      each(group, EventStream::abort);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      each(group, EventStream::abort);
    }
  }

  /** Does something to clients; one that is gone leaves, and concerns no other. */
  private void each(List<EventStream> some, Action action) {
    for (EventStream client : some) {
      try {
        if (client.isGone()) {
          client.abort();
        } else {
          action.on(client);
        }
      } catch (IOException hungUp) {
        client.abort();
      }
      if (client.isClosed()) {
        clients.remove(client);
      }
    }
  }
}
