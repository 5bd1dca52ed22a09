package dev.coven.ledger;

import dev.coven.contract.EventKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Adds events, inside somebody's transaction, and counts them. */
final class EventRows implements AutoCloseable {
  private final PreparedStatement insert;
  private final Set<Long> sessions = new HashSet<>();
  private long count;
  private long payloadBytes;

  EventRows(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO events (session, kind, created_at, payload) VALUES (?, ?, ?, ?)");
  }

  /** Adds an event as it is stored: output as it was printed, anything else as JSON. */
  void insert(long session, EventKind kind, long at, byte[] stored) throws SQLException {
    insert.setLong(1, session);
    insert.setInt(2, StoredEvent.number(kind));
    insert.setLong(3, at);
    insert.setBytes(4, stored);
    insert.executeUpdate();
    sessions.add(session);
    count++;
    payloadBytes += stored.length;
  }

  /** How many so far, undone ones included. */
  long count() {
    return count;
  }

  /** Payload of them, in bytes, undone ones included. */
  long payloadBytes() {
    return payloadBytes;
  }

  /** The sessions that got any since this was last asked, undone ones included. */
  Set<Long> takeSessions() {
    Set<Long> taken = Set.copyOf(sessions);
    sessions.clear();
    return taken;
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
