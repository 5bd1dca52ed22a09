package dev.coven.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Removes what retention lets go, and what somebody deletes, inside somebody's transaction.
 * Retention never touches a session that is not final, and nobody one that is open, whoever asks:
 * the condition is part of each statement.
 */
final class Eraser implements AutoCloseable {
  /** The statuses that nothing follows any more. */
  static final String FINAL = "('completed', 'failed', 'killed', 'orphaned')";

  /** When retention was last applied to the end, in milliseconds since the epoch. */
  static final String LAST_PRUNE = "last_prune_at";

  /** The session whose events are being removed; there only until all are. */
  static final String UNFINISHED = "pruning";

  /** What the name of a session's key begins with that is being deleted; there until it is. */
  static final String DELETING = "deleting.";

  private final PreparedStatement events;
  private final PreparedStatement eventsOfEnded;
  private final PreparedStatement request;
  private final PreparedStatement session;
  private final PreparedStatement note;
  private final PreparedStatement forget;

  Eraser(Connection connection) throws SQLException {
    events =
        connection.prepareStatement(
            """
            DELETE FROM events WHERE session = ?1 AND seq <= ?2
            AND EXISTS (SELECT 1 FROM sessions WHERE key = ?1 AND status IN %s)\
            """
                .formatted(FINAL));
    eventsOfEnded =
        connection.prepareStatement(
            """
            DELETE FROM events WHERE session = ?1 AND seq <= ?2 AND EXISTS
              (SELECT 1 FROM sessions WHERE key = ?1 AND status NOT IN ('created', 'running'))\
            """);
    request =
        connection.prepareStatement(
            """
            DELETE FROM requests WHERE session = ?1
            AND EXISTS (SELECT 1 FROM sessions WHERE key = ?1 AND status IN %s)\
            """
                .formatted(FINAL));
    session =
        connection.prepareStatement("DELETE FROM sessions WHERE key = ? AND status IN " + FINAL);
    note = connection.prepareStatement("INSERT OR REPLACE INTO ledger VALUES (?, ?)");
    forget = connection.prepareStatement("DELETE FROM ledger WHERE name = ?");
  }

  /**
   * Removes events of a final session.
   *
   * @param key the session
   * @param upTo the last seq to go
   * @return how many went
   */
  long events(long key, long upTo) throws SQLException {
    events.setLong(1, key);
    events.setLong(2, upTo);
    return events.executeUpdate();
  }

  /** Removes what a final session was launched with: its prompt is content, as its events are. */
  void request(long key) throws SQLException {
    request.setLong(1, key);
    request.executeUpdate();
  }

  /** Removes events of a session that is not open, though it may be idle, up to a seq. */
  void eventsOfEnded(long key, long upTo) throws SQLException {
    eventsOfEnded.setLong(1, key);
    eventsOfEnded.setLong(2, upTo);
    eventsOfEnded.executeUpdate();
  }

  /** Removes the row of a final session that has no events any more; whether it did. */
  boolean session(long key) throws SQLException {
    session.setLong(1, key);
    return session.executeUpdate() > 0;
  }

  /** Remembers a number under a name, in place of the one before. */
  void note(String name, long value) throws SQLException {
    note.setString(1, name);
    note.setLong(2, value);
    note.executeUpdate();
  }

  /** Forgets what is remembered under a name. */
  void forget(String name) throws SQLException {
    forget.setString(1, name);
    forget.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement :
        List.of(events, eventsOfEnded, request, session, note, forget)) {
      statement.close();
    }
  }
}
