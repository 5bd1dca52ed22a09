package dev.coven.ledger;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes a ledger of salvaged rows keep Coven's rules again, and honest: a session whose row is lost
 * gets one, an event that is lost leaves a word in its place, a session that has ended has a last
 * event that says so.
 */
final class Mending {
  /** The reason in a {@code recovery} event in the place of events that are lost. */
  static final String LOST = "lost";

  /** The reason in the {@code recovery} event that ends a session whose own end is lost. */
  static final String REPAIRED = "repaired";

  private final Connection connection;
  private final Statement statement;
  private final long now;

  /**
   * The mending of one ledger.
   *
   * @param connection the ledger, with what {@link SalvagedRows} knew of its indexes
   * @param now the time of what is added, in milliseconds since the epoch
   */
  Mending(Connection connection, long now) throws SQLException {
    this.connection = connection;
    this.statement = connection.createStatement();
    this.now = now;
  }

  /**
   * What is missing.
   *
   * @param sessions sessions whose row is lost
   * @param events events that are lost
   */
  record Lost(long sessions, long events) {}

  Lost run() throws SQLException {
    statement.execute("BEGIN");
    long sessions = standIns();
    long events =
        LedgerVisit.number(
            connection,
            "SELECT count(*) FROM indexed_events"
                + " WHERE session > 0 AND seq NOT IN (SELECT seq FROM events)");
    statement.execute("DELETE FROM requests WHERE session NOT IN (SELECT key FROM sessions)");
    marks();
    ends();
    // The counter is set by the inserts; it must not be behind what the old one knew either.
    statement.execute(
        """
        UPDATE sqlite_sequence
        SET seq = max(seq, (SELECT coalesce(max(seq), 0) FROM indexed_events))
        WHERE name = 'events'\
        """);
    statement.execute(
        """
        INSERT INTO sqlite_sequence SELECT 'events', max(seq) FROM indexed_events
        WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events')
        HAVING max(seq) > 0\
        """);
    statement.execute("COMMIT");
    statement.close();
    return new Lost(sessions, events);
  }

  /** Rows for sessions of which only events, or entries of an index, are left. */
  private long standIns() throws SQLException {
    return statement.executeUpdate(
        """
        INSERT OR IGNORE INTO sessions (key, id, project_root, harness, title, status, created_at,
          updated_at, labels, visibility, external)
        SELECT k.session, coalesce(i.id, 'recovered-' || k.session), '/', 'unknown',
          'Recovered session ' || k.session, 'orphaned',
          coalesce(i.created_at, (SELECT min(created_at) FROM events WHERE session = k.session), %d),
          %d, '[]', 'private', 0
        FROM (SELECT session FROM events UNION SELECT session FROM indexed_events WHERE session > 0
          UNION SELECT key FROM indexed_sessions) k
        LEFT JOIN indexed_sessions i ON i.key = k.session
        WHERE k.session NOT IN (SELECT key FROM sessions)\
        """
            .formatted(now, now));
  }

  /** A word in place of each run of events that are lost, where the first of them was. */
  private void marks() throws SQLException {
    statement.execute("CREATE TEMP TABLE indexed_by_session AS SELECT * FROM indexed_events");
    statement.execute("CREATE INDEX temp.by_session ON indexed_by_session (session, seq)");
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO events (seq, session, kind, created_at, payload)
            SELECT i.seq, i.session, ?1, ?2, ?3 FROM indexed_events i
            WHERE i.session > 0 AND i.seq NOT IN (SELECT seq FROM events)
              AND coalesce((SELECT max(b.seq) FROM events b
                  WHERE b.session = i.session AND b.seq < i.seq), 0)
                >= coalesce((SELECT max(c.seq) FROM indexed_by_session c
                  WHERE c.session = i.session AND c.seq < i.seq), 0)\
            """)) {
      insert.setInt(1, StoredEvent.number(EventKind.RECOVERY));
      insert.setLong(2, now);
      insert.setBytes(3, recovery(LOST));
      insert.executeUpdate();
    }
  }

  private void ends() throws SQLException {
    restoreFromLastEvents();
    try (ResultSet rows =
            statement.executeQuery(
                """
                SELECT s.key, s.status, s.exit_code, s.updated_at, e.kind FROM sessions s
                LEFT JOIN events e ON e.seq = (SELECT max(seq) FROM events WHERE session = s.key)
                WHERE s.status NOT IN ('created', 'running')
                  AND (s.external = 0 OR e.seq IS NOT NULL)\
                """);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO events (session, kind, created_at, payload) VALUES (?, ?, ?, ?)")) {
      while (rows.next()) {
        String status = rows.getString(2);
        int code = rows.getInt(3);
        Integer exitCode = rows.wasNull() ? null : code;
        boolean orphaned = status.equals(SessionStatus.ORPHANED.wire());
        EventKind wanted = orphaned ? EventKind.RECOVERY : EventKind.EXIT;
        if (rows.getInt(5) != StoredEvent.number(wanted)) {
          insert.setLong(1, rows.getLong(1));
          insert.setInt(2, StoredEvent.number(wanted));
          insert.setLong(3, rows.getLong(4));
          insert.setBytes(4, orphaned ? recovery(REPAIRED) : exit(status, exitCode));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /** A session whose row is lost has its end in its last event. */
  private void restoreFromLastEvents() throws SQLException {
    statement.execute(
        """
        UPDATE sessions SET (status, exit_code) = (
          SELECT json_extract(CAST(e.payload AS TEXT), '$.status'),
            json_extract(CAST(e.payload AS TEXT), '$.exitCode')
          FROM events e WHERE e.session = sessions.key AND e.kind = %1$d)
        WHERE harness = 'unknown' AND status = 'orphaned'
          AND EXISTS (SELECT 1 FROM events e WHERE e.session = sessions.key AND e.kind = %1$d
            AND e.seq = (SELECT max(seq) FROM events WHERE session = sessions.key)
            AND json_extract(CAST(e.payload AS TEXT), '$.status')
              IN ('idle', 'completed', 'failed', 'killed'))\
        """
            .formatted(StoredEvent.number(EventKind.EXIT)));
  }

  private static byte[] recovery(String reason) {
    return bytes(EventPayloads.recovery(reason, null, null));
  }

  private static byte[] exit(String status, Integer exitCode) {
    return bytes(EventPayloads.exit(SessionStatus.of(status), exitCode));
  }

  private static byte[] bytes(JsonObject payload) {
    return payload.toString().getBytes(StandardCharsets.UTF_8);
  }
}
