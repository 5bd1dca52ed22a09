package dev.coven.client;

import dev.coven.contract.Api;
import dev.coven.contract.EventKind;
import dev.coven.contract.EventPage;
import dev.coven.contract.EventRecord;
import dev.coven.contract.SessionRecord;
import dev.coven.daemonology.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Follows a session from any event to its end: what is stored first, then what comes, without gap
 * or repeat, also across restarts of the daemon: a page counts only when it has come whole, and the
 * next one begins behind its last event. It asks again and again, quickly while something moves.
 */
public final class EventFollower {
  private static final Duration QUICK = Duration.ofMillis(20);
  private static final Duration QUIET = Duration.ofMillis(100);

  /** A session can end without an exit event (orphaned); its record tells. */
  private static final Duration RECORD_CHECK = Duration.ofMillis(500);

  private final Reconnection daemon;
  private final String id;
  private long afterSeq;

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

  /**
   * Passes events on until the session has ended, or nobody wants them any more.
   *
   * @param sink takes them, on this thread
   * @return the record of the ended session; empty after a detachment
   * @throws DaemonAwayException when the daemon is away for longer than {@link Timeouts#RETURN}
   */
  public Optional<SessionRecord> follow(EventSink sink) throws IOException, InterruptedException {
    Duration pause = QUICK;
    Deadline nextCheck = Deadline.after(Duration.ZERO);
    SessionRecord ended = null;
    Detachment detachment = daemon.detachment();
    boolean stored = true;
    while (!detachment.isRequested()) {
      Optional<EventPage> answer = daemon.ask(this::page);
      if (answer.isEmpty()) {
        break;
      }
      EventPage page = answer.get();
      boolean exited = pass(page, sink, stored);
      if (page.hasMore()) {
        continue;
      }
      stored = false;
      if (!page.events().isEmpty()) {
        pause = QUICK;
      } else if (ended != null) {
        // Nothing came after the final status was seen, and nothing ever will.
        return Optional.of(ended);
      }
      if (exited || nextCheck.remainingNanos() <= 0) {
        nextCheck = Deadline.after(exited ? QUICK : RECORD_CHECK);
        Optional<SessionRecord> record = daemon.ask(client -> client.session(id));
        if (record.filter(session -> !session.status().isOpen()).isPresent()) {
          ended = record.get();
          continue;
        }
      }
      detachment.await(pause);
      pause = longer(pause);
    }
    return Optional.empty();
  }

  private static Duration longer(Duration pause) {
    Duration more = pause.multipliedBy(5).dividedBy(4);
    return more.compareTo(QUIET) < 0 ? more : QUIET;
  }

  private EventPage page(DaemonClient client) throws IOException {
    return client.events(id, afterSeq, OptionalInt.of(Api.MAX_PAGE));
  }

  private boolean pass(EventPage page, EventSink sink, boolean stored) throws IOException {
    boolean exited = false;
    for (EventRecord event : page.events()) {
      sink.event(event, stored);
      afterSeq = event.seq();
      exited |= event.is(EventKind.EXIT);
    }
    return exited;
  }
}
