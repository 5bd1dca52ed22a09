package dev.coven.ledger;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.contract.SessionStatus;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What may be changed inside the writer's transaction; used by the writer's thread alone. */
public final class LedgerTransaction implements AutoCloseable {
  private final InstantSource clock;
  private final SessionRows rows;
  private final PreparedStatement insertSession;
  private final PreparedStatement setRunning;
  private final PreparedStatement setEnd;
  private final PreparedStatement selectOpen;
  private final PreparedStatement insertEvent;
  private final PreparedStatement setOwner;
  private final HandoverRows handovers;
  private final Eraser eraser;
  private long events;
  private long payloadBytes;

  LedgerTransaction(Connection connection, InstantSource clock) throws SQLException {
    this.clock = clock;
    this.rows = new SessionRows(connection);
    this.insertSession =
        connection.prepareStatement(
            """
            INSERT INTO sessions (id, project_root, harness, title, status, created_at, updated_at,
              conversation_id, labels, visibility, external, request_digest, instance_id)
            VALUES (?1, ?2, ?3, ?4, 'created', ?5, ?5, ?6, ?7, ?8, 0, ?9, ?10)\
            """);
    this.setRunning =
        connection.prepareStatement(
            """
            UPDATE sessions SET status = 'running', harness_pid = ?, harness_start = ?,
              updated_at = ? WHERE key = ? AND status = 'created'\
            """);
    // Only an open session ends: no status goes back from a final one.
    this.setEnd =
        connection.prepareStatement(
            """
            UPDATE sessions SET status = ?, exit_code = ?, updated_at = ?
            WHERE key = ? AND status IN ('created', 'running')\
            """);
    this.selectOpen =
        connection.prepareStatement(
            """
            SELECT key, id, status, instance_id, harness_pid, harness_start FROM sessions
            WHERE status IN ('created', 'running') AND external = 0 ORDER BY key\
            """);
    this.insertEvent =
        connection.prepareStatement(
            "INSERT INTO events (session, kind, created_at, payload) VALUES (?, ?, ?, ?)");
    this.setOwner =
        connection.prepareStatement("UPDATE sessions SET instance_id = ? WHERE key = ?");
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
    JsonArray labels = new JsonArray();
    session.labels().forEach(labels::add);
    insertSession.setString(1, session.id());
    insertSession.setString(2, session.projectRoot());
    insertSession.setString(3, session.harness());
    insertSession.setString(4, session.title());
    insertSession.setLong(5, clock.millis());
    insertSession.setString(6, session.conversationId());
    insertSession.setString(7, labels.toString());
    insertSession.setString(8, session.visibility().wire());
    insertSession.setString(9, session.requestDigest());
    insertSession.setString(10, session.instanceId());
    insertSession.executeUpdate();
    return rows.find(session.id()).orElseThrow();
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
    setRunning.setLong(1, pid);
    setRunning.setString(2, processStart);
    setRunning.setLong(3, clock.millis());
    setRunning.setLong(4, key);
    setRunning.executeUpdate();
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
    setOwner.setString(1, instanceId);
    setOwner.setLong(2, key);
    setOwner.executeUpdate();
    event(key, EventKind.RECOVERY, recovery("adopted", session.instanceId(), session.pid()));
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
        recovery("orphaned", instanceId, pid));
  }

  private static JsonObject recovery(String reason, String previousInstance, Long pid) {
    JsonObject payload = new JsonObject();
    payload.addProperty("reason", reason);
    payload.add("previousInstanceId", Json.nullable(previousInstance));
    payload.add("harnessPid", Json.nullable(pid));
    return payload;
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
    JsonObject payload = new JsonObject();
    payload.add("exitCode", Json.nullable(exitCode));
    payload.addProperty("status", status.wire());
    return end(key, status, exitCode, EventKind.EXIT, payload);
  }

  private boolean end(
      long key, SessionStatus status, Integer exitCode, EventKind lastEvent, JsonObject payload)
      throws SQLException {
    setEnd.setString(1, status.wire());
    setEnd.setObject(2, exitCode);
    setEnd.setLong(3, clock.millis());
    setEnd.setLong(4, key);
    if (setEnd.executeUpdate() == 0) {
      return false;
    }
    event(key, lastEvent, payload);
    handovers.delete(key);
    return true;
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
    return events;
  }

  /** Payload of the events inserted so far, in bytes, undone ones included. */
  long payloadBytes() {
    return payloadBytes;
  }

  /** Adds an event as it is stored: output as it was printed, anything else as JSON. */
  void event(long key, EventKind kind, long at, byte[] stored) throws SQLException {
    insertEvent.setLong(1, key);
    insertEvent.setInt(2, StoredEvent.number(kind));
    insertEvent.setLong(3, at);
    insertEvent.setBytes(4, stored);
    insertEvent.executeUpdate();
    events++;
    payloadBytes += stored.length;
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
    return open(adopted).stream().map(Open::orphan).toList();
  }

  private record Open(long key, boolean running, Orphan orphan) {}

  private List<Open> open(Set<Long> adopted) throws SQLException {
    List<Open> open = new ArrayList<>();
    try (ResultSet result = selectOpen.executeQuery()) {
      while (result.next()) {
        long pid = result.getLong(5);
        open.add(
            new Open(
                result.getLong(1),
                result.getString(3).equals(SessionStatus.RUNNING.wire()),
                new Orphan(
                    result.getString(2),
                    result.getString(4),
                    pid == 0 ? null : pid,
                    result.getString(6))));
      }
    }
    open.removeIf(session -> adopted.contains(session.key()));
    return open;
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
    for (Open session : open(adopted)) {
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
    handovers.close();
    eraser.close();
    for (PreparedStatement statement :
        List.of(insertSession, setRunning, setEnd, selectOpen, insertEvent, setOwner)) {
      statement.close();
    }
  }
}
