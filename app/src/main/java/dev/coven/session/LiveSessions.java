package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.SessionRecord;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** The sessions whose harness runs now, by their ids: each from its launch to its end. */
final class LiveSessions {
  /** How long all together may take to end. */
  static final Duration END_BUDGET = Duration.ofMillis(5_500);

  /** How long the reader of one session may take to stop; what it has not read waits. */
  private static final long HANDOVER_MILLIS = 500;

  private static final TaggedLogger LOG = Logger.tag("session");

  private final Ledger ledger;
  private final Consumer<Throwable> whenBroken;
  private final Map<String, LiveSession> live = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param ledger knows those that are not live
   * @param whenBroken told when a session's end cannot be written
   */
  LiveSessions(Ledger ledger, Consumer<Throwable> whenBroken) {
    this.ledger = ledger;
    this.whenBroken = whenBroken;
  }

  int count() {
    return live.size();
  }

  /** The session of an id, as long as anything of it is held. */
  Optional<LiveSession> find(String id) {
    return Optional.ofNullable(live.get(id));
  }

  /** Takes a session in that is about to run, and lets it run. */
  void begin(LiveSession session) {
    live.put(session.id(), session);
    session.begin(() -> live.remove(session.id()), whenBroken);
  }

  /**
   * The session of an id, to be typed to or resized.
   *
   * @throws ApiException {@code session_not_found} or {@code session_not_live}
   * @throws SQLException when the ledger cannot be read
   */
  LiveSession require(String id) throws SQLException {
    LiveSession session = live.get(id);
    if (session != null) {
      return session;
    }
    record(id);
    throw notLive(id);
  }

  /**
   * The session of an id, to be killed.
   *
   * @throws ApiException as {@link #require}, and {@code external_session_not_killable} when
   *     something else runs it
   * @throws SQLException when the ledger cannot be read
   */
  LiveSession requireKillable(String id) throws SQLException {
    LiveSession session = live.get(id);
    if (session != null) {
      return session;
    }
    SessionRecord record = record(id);
    if (record.external() && record.status().isOpen()) {
      throw ApiException.ofSession(
          ErrorCode.EXTERNAL_SESSION_NOT_KILLABLE,
          id,
          "The daemon does not run this session; whoever does can end it.");
    }
    throw notLive(id);
  }

  private SessionRecord record(String id) throws SQLException {
    return ledger
        .read(reader -> reader.session(id))
        .map(StoredSession::record)
        .orElseThrow(() -> Refusals.notFound(id));
  }

  private static ApiException notLive(String id) {
    return ApiException.ofSession(ErrorCode.SESSION_NOT_LIVE, id, "The session is not running.");
  }

  /** Leaves all to the next daemon; what ends just now gets its end from this one. */
  void handOverAll() throws InterruptedException {
    for (LiveSession session : List.copyOf(live.values())) {
      if (session.handOver(HANDOVER_MILLIS)) {
        live.remove(session.id());
        LOG.info(LogLine.of("session is left to the next daemon").with("session", session.id()));
      }
    }
    awaitEnd(List.copyOf(live.values()));
  }

  /**
   * Ends all, within {@link #END_BUDGET}.
   *
   * @return how many there were
   */
  int endAll() throws InterruptedException {
    List<LiveSession> rest = List.copyOf(live.values());
    for (LiveSession session : rest) {
      try {
        session.kill();
      } catch (ApiException alreadyEnding) {
        LOG.debug(LogLine.of("session ended by itself").with("session", session.id()));
      }
    }
    awaitEnd(rest);
    return rest.size();
  }

  private static void awaitEnd(List<LiveSession> sessions) throws InterruptedException {
    long deadline = System.nanoTime() + END_BUDGET.toNanos();
    for (LiveSession session : sessions) {
      long millis = Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
      if (!session.awaitEnded(millis)) {
        LOG.error(LogLine.of("session did not end in time").with("session", session.id()));
      }
    }
  }
}
