package dev.coven.client;

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
 * or repeat. It asks again and again, quickly while something moves; nobody else needs to know.
 */
public final class EventFollower {
  private static final Duration QUICK = Duration.ofMillis(20);
  private static final Duration QUIET = Duration.ofMillis(100);

  /** A session can end without an exit event (orphaned); its record tells. */
  private static final Duration RECORD_CHECK = Duration.ofMillis(500);

  /** How long a daemon may be away before that is worth a word. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  private final DaemonClient client;
  private final String id;
  private final Detachment detachment;
  private long afterSeq;

  /**
   * A follower of one session.
   *
   * @param client the daemon, for this follower's use alone while it follows
   * @param id the session's full id
   * @param afterSeq the last event that is known already; 0 for none
   * @param detachment ends the following before the session ends
   */
  public EventFollower(DaemonClient client, String id, long afterSeq, Detachment detachment) {
    this.client = client;
    this.id = id;
    this.afterSeq = afterSeq;
    this.detachment = detachment;
  }

  /**
   * Passes events on until the session has ended, or nobody wants them any more.
   *
   * @param sink takes them, on this thread
   * @return the record of the ended session; empty after a detachment
   * @throws DaemonException when the daemon is away for longer than {@link Timeouts#RETURN}
   */
  public Optional<SessionRecord> follow(EventSink sink) throws IOException, InterruptedException {
    Duration pause = QUICK;
    Deadline nextCheck = Deadline.after(Duration.ZERO);
    SessionRecord ended = null;
    boolean stored = true;
    while (!detachment.isRequested()) {
      Optional<EventPage> answer = patiently(sink, () -> page());
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
        Optional<SessionRecord> record = patiently(sink, () -> client.session(id));
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

  private EventPage page() throws IOException {
    return client.events(id, afterSeq, OptionalInt.of(dev.coven.contract.Api.MAX_PAGE));
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

  private interface Call<T> {
    T make() throws IOException;
  }

  /** Makes a call that reads, again and again while the daemon is away; empty when detached. */
  private <T> Optional<T> patiently(EventSink sink, Call<T> call)
      throws IOException, InterruptedException {
    Deadline away = null;
    Deadline silence = null;
    while (true) {
      try {
        return Optional.of(call.make());
      } catch (DaemonUnreachableException | DaemonSilentException | ConnectionLostException e) {
        if (away == null) {
          away = Deadline.after(Timeouts.RETURN);
          silence = Deadline.after(NOTICE);
        } else if (away.remainingNanos() <= 0) {
          throw e;
        }
      }
      if (silence != null && silence.remainingNanos() <= 0) {
        silence = null;
        sink.waiting();
      }
      detachment.await(QUIET);
      if (detachment.isRequested()) {
        return Optional.empty();
      }
    }
  }
}
