package dev.coven.ledger;

import com.google.gson.JsonArray;
import dev.coven.contract.ExternalSession;
import dev.coven.contract.RecordedRequest;
import dev.coven.contract.SessionStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes the rows of sessions, inside somebody's transaction. Their events are others' work. */
final class SessionTable implements AutoCloseable {
  private final PreparedStatement insert;
  private final PreparedStatement insertExternal;
  private final PreparedStatement keepRequest;
  private final PreparedStatement setRunning;
  private final PreparedStatement setEnd;
  private final PreparedStatement setOwner;
  private final PreparedStatement archive;
  private final PreparedStatement restore;
  private final PreparedStatement delete;
  private final PreparedStatement selectOpen;

  SessionTable(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            """
            INSERT INTO sessions (id, project_root, harness, title, status, created_at, updated_at,
              conversation_id, labels, visibility, external, request_digest, instance_id)
            VALUES (?1, ?2, ?3, ?4, 'created', ?5, ?5, ?6, ?7, ?8, 0, ?9, ?10)\
            """);
    insertExternal =
        connection.prepareStatement(
            """
            INSERT INTO sessions (id, project_root, harness, title, status, created_at, updated_at,
              labels, visibility, external, transcript_path)
            VALUES (?1, ?2, ?3, ?4, 'running', ?5, ?5, ?6, 'private', 1, ?7)\
            """);
    keepRequest =
        connection.prepareStatement("INSERT INTO requests (session, request) VALUES (?, ?)");
    setRunning =
        connection.prepareStatement(
            """
            UPDATE sessions SET status = 'running', harness_pid = ?, harness_start = ?,
              updated_at = ? WHERE key = ? AND status = 'created'\
            """);
    // Only an open session ends: no status goes back from a final one.
    setEnd =
        connection.prepareStatement(
            """
            UPDATE sessions SET status = ?, exit_code = ?, updated_at = ?
            WHERE key = ? AND status IN ('created', 'running')\
            """);
    setOwner = connection.prepareStatement("UPDATE sessions SET instance_id = ? WHERE key = ?");
    archive =
        connection.prepareStatement(
            """
            UPDATE sessions SET archived_at = ?1, updated_at = ?1
            WHERE key = ?2 AND archived_at IS NULL AND status NOT IN ('created', 'running')\
            """);
    restore =
        connection.prepareStatement(
            """
            UPDATE sessions SET archived_at = NULL, updated_at = ?
            WHERE key = ? AND archived_at IS NOT NULL\
            """);
    delete =
        connection.prepareStatement(
            "DELETE FROM sessions WHERE key = ? AND status NOT IN ('created', 'running')");
    selectOpen =
        connection.prepareStatement(
            """
            SELECT key, id, status, instance_id, harness_pid, harness_start FROM sessions
            WHERE status IN ('created', 'running') AND external = 0 ORDER BY key\
            """);
  }

  /** A session that is created or running, and what is recorded of its process. */
  record Open(long key, boolean running, Orphan orphan) {}

  void insert(NewSession session, long at) throws SQLException {
    insert.setString(1, session.id());
    insert.setString(2, session.projectRoot());
    insert.setString(3, session.harness());
    insert.setString(4, session.title());
    insert.setLong(5, at);
    insert.setString(6, session.conversationId());
    insert.setString(7, labels(session.labels()));
    insert.setString(8, session.visibility().wire());
    insert.setString(9, session.requestDigest());
    insert.setString(10, session.instanceId());
    insert.executeUpdate();
  }

  void insertExternal(ExternalSession session, long at) throws SQLException {
    insertExternal.setString(1, session.id());
    insertExternal.setString(2, session.projectRoot());
    insertExternal.setString(3, session.harness());
    insertExternal.setString(4, session.title());
    insertExternal.setLong(5, at);
    insertExternal.setString(6, labels(session.labels()));
    insertExternal.setString(7, session.transcriptPath());
    insertExternal.executeUpdate();
  }

  void keepRequest(long key, RecordedRequest request) throws SQLException {
    keepRequest.setLong(1, key);
    keepRequest.setString(2, request.toJson().toString());
    keepRequest.executeUpdate();
  }

  private static String labels(List<String> labels) {
    JsonArray array = new JsonArray();
    labels.forEach(array::add);
    return array.toString();
  }

  void running(long key, long pid, String processStart, long at) throws SQLException {
    setRunning.setLong(1, pid);
    setRunning.setString(2, processStart);
    setRunning.setLong(3, at);
    setRunning.setLong(4, key);
    setRunning.executeUpdate();
  }

  /** Ends a session that is open; whether it was. */
  boolean end(long key, SessionStatus status, Integer exitCode, long at) throws SQLException {
    setEnd.setString(1, status.wire());
    setEnd.setObject(2, exitCode);
    setEnd.setLong(3, at);
    setEnd.setLong(4, key);
    return setEnd.executeUpdate() > 0;
  }

  void own(long key, String instanceId) throws SQLException {
    setOwner.setString(1, instanceId);
    setOwner.setLong(2, key);
    setOwner.executeUpdate();
  }

  /** Puts a session away that is not open, unless it is already. */
  void archive(long key, long at) throws SQLException {
    archive.setLong(1, at);
    archive.setLong(2, key);
    archive.executeUpdate();
  }

  void restore(long key, long at) throws SQLException {
    restore.setLong(1, at);
    restore.setLong(2, key);
    restore.executeUpdate();
  }

  /** Deletes the row of a session that is not open and has no events any more; whether it did. */
  boolean delete(long key) throws SQLException {
    delete.setLong(1, key);
    return delete.executeUpdate() > 0;
  }

  /** Sessions of the daemon's that are open, but for some; in order of age. */
  List<Open> open(Set<Long> except) throws SQLException {
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
    open.removeIf(session -> except.contains(session.key()));
    return open;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement :
        List.of(
            insert,
            insertExternal,
            keepRequest,
            setRunning,
            setEnd,
            setOwner,
            archive,
            restore,
            delete,
            selectOpen)) {
      statement.close();
    }
  }
}
