package dev.coven.ledger;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.contract.ExternalSession;
import dev.coven.contract.RecordedRequest;
import dev.coven.contract.SessionStatus;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What may be changed inside the writer's transaction; used by the writer's thread alone. */
public final class LedgerTransaction implements AutoCloseable {
  private final InstantSource clock;
  private final SessionRows rows;
  private final SessionTable sessions;
  private final EventRows events;
  private final HandoverRows handovers;
  private final Eraser eraser;

  LedgerTransaction(Connection connection, InstantSource clock) throws SQLException {
    this.clock = clock;
    this.rows = new SessionRows(connection);
    this.sessions = new SessionTable(connection);
    this.events = new EventRows(connection);
    this.handovers = new HandoverRows(connection);
    this.eraser = new Eraser(connection);
  }

  /**
   * Inserts a session with status created.
   *
   * @param session what is known of it
   * @return the row as it stands now
   * @throws SQLException when a session of that id exists
   */
  public StoredSession insert(NewSession session) throws SQLException {
    sessions.insert(session, clock.millis());
    return rows.find(session.id()).orElseThrow();
  }

  /**
   * Inserts a session with status created, and what it was launched with.
   *
   * @param session what is known of it
   * @param request the launch, as it may be kept
   * @return the row as it stands now
   * @throws SQLException when a session of that id exists
   */
  public StoredSession insert(NewSession session, RecordedRequest request) throws SQLException {
    StoredSession inserted = insert(session);
    sessions.keepRequest(inserted.key(), request);
    return inserted;
  }

  /**
   * Inserts a session that something other than the daemon runs, with status running; leaves one of
   * that id as it is, whoever runs it.
   *
   * @param session what is told of it
   * @return whether it was inserted
   * @throws SQLException when the ledger refuses
   */
  public boolean register(ExternalSession session) throws SQLException {
    if (rows.find(session.id()).isPresent()) {
      return false;
    }
    sessions.insertExternal(session, clock.millis());
    return true;
  }

  /** The session of an id, as it stands now. */
  public Optional<StoredSession> session(String id) throws SQLException {
    return rows.find(id);
  }

  /**
   * Marks a created session as running.
   *
   * @param key the session
   * @param pid its harness's process
   * @param processStart when that process started, in words that tell it from a later one
   * @return the row as it stands now
   * @throws SQLException when the ledger refuses
   */
  public StoredSession running(long key, long pid, String processStart) throws SQLException {
    sessions.running(key, pid, processStart, clock.millis());
    return rows.find(key).orElseThrow();
  }

  /**
   * Notes that a running session outlives this daemon, and how the next one finds it.
   *
   * @param key the session
   * @param handover what the next one must know
   * @throws SQLException when the ledger refuses
   */
  public void handOver(long key, Handover handover) throws SQLException {
    handovers.insert(key, handover);
  }

  /**
   * Takes over a session that an earlier daemon left running, with a recovery event.
   *
   * @param session what it left
   * @param instanceId the run that owns it from now on
   * @throws SQLException when the ledger refuses
   */
  public void adopt(OpenSession session, String instanceId) throws SQLException {
    long key = session.session().key();
    sessions.own(key, instanceId);
    event(
        key,
        EventKind.RECOVERY,
        EventPayloads.recovery("adopted", session.instanceId(), session.pid()));
  }

  /**
   * Ends a session whose outcome nobody knows, with a recovery event.
   *
   * @param key the session
   * @param instanceId the run that owned it
   * @param pid its harness's process
   * @return whether the session was still open
   * @throws SQLException when the ledger refuses
   */
  public boolean orphan(long key, String instanceId, Long pid) throws SQLException {
    return end(
        key,
        SessionStatus.ORPHANED,
        null,
        EventKind.RECOVERY,
        EventPayloads.recovery("orphaned", instanceId, pid));
  }

  /** Notes how much of a session's output is in the ledger, in bytes. */
  void position(long key, long position) throws SQLException {
    handovers.move(key, position);
  }

  /**
   * Ends a session: its exit event and its status in one step. A session that has ended already is
   * left as it is, so that there is exactly one last event.
   *
   * @param key the session
   * @param status completed, failed, idle or killed
   * @param exitCode of the harness, or null when there is none
   * @return whether the session was still open
   * @throws SQLException when the ledger refuses
   */
  public boolean end(long key, SessionStatus status, Integer exitCode) throws SQLException {
    return end(key, status, exitCode, EventKind.EXIT, EventPayloads.exit(status, exitCode));
  }

  private boolean end(
      long key, SessionStatus status, Integer exitCode, EventKind lastEvent, JsonObject payload)
      throws SQLException {
    if (!sessions.end(key, status, exitCode, clock.millis())) {
      return false;
    }
    event(key, lastEvent, payload);
    handovers.delete(key);
    return true;
  }

  /**
   * Puts a session away, which lists leave out from then on. One that was put away before stays as
   * it is.
   *
   * @param key the session
   * @return the row as it stands now: not put away when it is open; empty when it is gone
   * @throws SQLException when the ledger refuses
   */
  public Optional<StoredSession> archive(long key) throws SQLException {
    sessions.archive(key, clock.millis());
    return rows.find(key);
  }

  /**
   * Takes back that a session was put away.
   *
   * @param key the session
   * @return the row as it stands now; empty when it is gone
   * @throws SQLException when the ledger refuses
   */
  public Optional<StoredSession> restore(long key) throws SQLException {
    sessions.restore(key, clock.millis());
    return rows.find(key);
  }

  /**
   * Begins to delete a session that is not open: some of its events go, and it is remembered.
   *
   * @param key the session
   * @param upTo the last seq to go
   */
  void deleteEvents(long key, long upTo) throws SQLException {
    eraser.eventsOfEnded(key, upTo);
    eraser.note(Eraser.DELETING + key, key);
  }

  /**
   * Deletes a session that is not open, with what is left of its events.
   *
   * @param key the session
   * @return whether there was such a session
   */
  boolean delete(long key) throws SQLException {
    eraser.eventsOfEnded(key, Long.MAX_VALUE);
    eraser.forget(Eraser.DELETING + key);
    return sessions.delete(key);
  }

  /**
   * Adds an event.
   *
   * @param key its session
   * @param kind what it tells
   * @param payload the object for {@code payload_json}
   * @throws SQLException when the ledger refuses
   */
  public void event(long key, EventKind kind, JsonObject payload) throws SQLException {
    event(key, kind, clock.millis(), payload.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What retention removes with. */
  Eraser eraser() {
    return eraser;
  }

  /** Events inserted so far, undone ones included. */
  long events() {
    return events.count();
  }

  /** The sessions that got events since this was last asked, undone ones included. */
  Set<Long> takeSessionsWithEvents() {
    return events.takeSessions();
  }

  /** Payload of the events inserted so far, in bytes, undone ones included. */
  long payloadBytes() {
    return events.payloadBytes();
  }

  /** Adds an event as it is stored: output as it was printed, anything else as JSON. */
  void event(long key, EventKind kind, long at, byte[] stored) throws SQLException {
    events.insert(key, kind, at, stored);
  }

  /**
   * What earlier runs of the daemon left open, external sessions apart. Changes nothing.
   *
   * @param adopted keys of sessions that do not count, since they are taken over
   * @return these sessions, with the processes that may have outlived their daemon; one that was
   *     never running has none recorded, though its harness may have been started
   * @throws SQLException when the ledger refuses
   */
  public List<Orphan> unowned(Set<Long> adopted) throws SQLException {
    return sessions.open(adopted).stream().map(SessionTable.Open::orphan).toList();
  }

  /**
   * Settles what earlier runs of the daemon left open: running sessions become orphaned, with a
   * recovery event, created ones failed, with an exit event. External sessions are not ours.
   *
   * @param adopted keys of sessions that stay as they are, since they are taken over
   * @return the sessions that became orphaned
   * @throws SQLException when the ledger refuses; nothing is changed then
   */
  public List<Orphan> recover(Set<Long> adopted) throws SQLException {
    List<Orphan> orphans = new ArrayList<>();
    for (SessionTable.Open session : sessions.open(adopted)) {
      if (!session.running()) {
        end(session.key(), SessionStatus.FAILED, null);
        continue;
      }
      Orphan orphan = session.orphan();
      orphan(session.key(), orphan.instanceId(), orphan.pid());
      orphans.add(orphan);
    }
    return List.copyOf(orphans);
  }

  @Override
  public void close() throws SQLException {
    rows.close();
    sessions.close();
    handovers.close();
    eraser.close();
    events.close();
  }
}
