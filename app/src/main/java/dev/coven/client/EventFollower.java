package dev.coven.client;

import dev.coven.contract.ApiException;
import dev.coven.contract.SessionRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows a session from any event to its end: what is stored first, then what comes, without gap
 * or repeat, also across restarts of the daemon: an event counts only when it has come whole, and
 * each stream begins behind the last one of the stream before.
 */
public final class EventFollower {
  /** Before a stream is asked for again that broke before it brought anything. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Reconnection daemon;
  private final String id;
  private long afterSeq;
  private boolean stored = true;

  /**
   * A follower of one session.
   *
   * @param daemon the way to the daemon; its detachment ends the following before the session ends
   * @param id the session's full id
   * @param afterSeq the last event that is known already; 0 for none
   */
  public EventFollower(Reconnection daemon, String id, long afterSeq) {
    this.daemon = daemon;
    this.id = id;
    this.afterSeq = afterSeq;
  }

  /** How a stream ended. */
  private enum End {
    SESSION_ENDED,
    TO_BE_CONTINUED,
    DETACHED
  }

  /**
   * Passes events on until the session has ended, or nobody wants them any more.
   *
   * @param sink takes them, on this thread
   * @return the record of the ended session; empty after a detachment
   * @throws DaemonAwayException when the daemon is away for longer than {@link Timeouts#RETURN}
   * @throws ApiException when the daemon refuses
   */
  public Optional<SessionRecord> follow(EventSink sink) throws IOException, InterruptedException {
    while (true) {
      long before = afterSeq;
      Optional<EventStream> stream =
          daemon.ask(client -> client.stream(id, afterSeq, daemon.detachment()));
      End end = stream.isEmpty() ? End.DETACHED : read(stream.get(), sink);
      switch (end) {
        case SESSION_ENDED -> {
          return daemon.ask(client -> client.session(id));
        }
        case DETACHED -> {
          return Optional.empty();
        }
        case TO_BE_CONTINUED -> {
          if (afterSeq == before) {
            daemon.detachment().await(PAUSE);
          }
        }
      }
    }
  }

  private End read(EventStream stream, EventSink sink) throws IOException {
    try {
      for (StreamedEvent event = stream.next(); event != null; event = stream.next()) {
        stored &= !stream.isLive();
        // A session that prints without pause leaves no wait to be woken from.
        if (daemon.detachment().isRequested()) {
          return End.DETACHED;
        }
        sink.event(event, stored);
        afterSeq = event.seq();
      }
      stored &= !stream.isLive();
      return stream.isToBeContinued() ? End.TO_BE_CONTINUED : End.SESSION_ENDED;
    } catch (ConnectionLostException | DaemonSilentException e) {
      return End.TO_BE_CONTINUED;
    } catch (DetachedException e) {
      return End.DETACHED;
    }
  }
}
