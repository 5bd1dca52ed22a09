package dev.coven.client;

import dev.coven.contract.SessionRecord;
import dev.coven.daemonology.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits for the end of a session, also across restarts of the daemon. It asks for the record again
 * and again, at first quickly, because most waiting is for an end that is near.
 */
public final class SessionEnd {
  private static final Duration QUICK = Duration.ofMillis(20);
  private static final Duration QUIET = Duration.ofMillis(500);

  private final Reconnection daemon;
  private final String id;

  /**
   * The end of one session.
   *
   * @param daemon the way to the daemon; its detachment ends the waiting
   * @param id the session's full id
   */
  public SessionEnd(Reconnection daemon, String id) {
    this.daemon = daemon;
    this.id = id;
  }

  /**
   * Waits.
   *
   * @param patience how long at most; empty for ever
   * @return the session's record: open still when the time is over; empty after a detachment
   * @throws DaemonAwayException when the daemon is away for longer than {@link Timeouts#RETURN}
   */
  public Optional<SessionRecord> await(Optional<Duration> patience)
      throws IOException, InterruptedException {
    Optional<Deadline> deadline = patience.map(Deadline::after);
    Duration pause = QUICK;
    while (true) {
      Optional<SessionRecord> record = daemon.ask(client -> client.session(id));
      if (record.isEmpty() || !record.get().status().isOpen()) {
        return record;
      }
      long left = deadline.map(Deadline::remainingNanos).orElse(Long.MAX_VALUE);
      if (left <= 0) {
        return record;
      }
      daemon.detachment().await(pause.toNanos() < left ? pause : Duration.ofNanos(left));
      pause = longer(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration more = pause.multipliedBy(5).dividedBy(4);
    return more.compareTo(QUIET) < 0 ? more : QUIET;
  }
}
