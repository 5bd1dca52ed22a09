package dev.coven.ledger;

import dev.coven.contract.SessionStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Reads the ledger; lent to one thread at a time by {@link Ledger#read}. */
public final class LedgerReader implements AutoCloseable {
  private final Connection connection;
  private final SessionRows sessions;
  private final PreparedStatement status;
  private final PreparedStatement events;
  private final PreparedStatement eventExists;
  private final PreparedStatement oldestEvent;
  private final PruneQueries prune;

  LedgerReader(Connection connection) throws SQLException {
    this.connection = connection;
    this.sessions = new SessionRows(connection);
    this.status = connection.prepareStatement("SELECT status FROM sessions WHERE key = ?");
    this.events =
        connection.prepareStatement(
            """
            SELECT seq, kind, created_at, payload, length(payload) FROM events
            WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?\
            """);
    this.eventExists = connection.prepareStatement("SELECT 1 FROM events WHERE seq = ?");
    this.oldestEvent =
        connection.prepareStatement("SELECT created_at FROM events ORDER BY seq LIMIT 1");
    this.prune = new PruneQueries(connection);
  }

  /** The session of this name. */
  public Optional<StoredSession> session(String id) throws SQLException {
    return sessions.find(id);
  }

  /**
   * The end of what a session printed.
   *
   * @param session the session's key
   * @param most how much of it, in bytes
   */
  public byte[] lastOutput(long session, int most) throws SQLException {
    return HandoverRows.lastOutput(connection, session, most);
  }

  /**
   * What a session was launched with.
   *
   * @param session the session's key
   * @return the JSON of a {@link dev.coven.contract.RecordedRequest}; empty when it is not known
   */
  public Optional<String> request(long session) throws SQLException {
    // Not prepared beforehand: a ledger that an older version left may be looked at, too.
    try (PreparedStatement request =
        connection.prepareStatement("SELECT request FROM requests WHERE session = ?")) {
      request.setLong(1, session);
      try (ResultSet rows = request.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  /** Sessions that an earlier daemon left running, and meant to hand over; the oldest first. */
  public List<OpenSession> handedOver() throws SQLException {
    return HandoverRows.open(connection, sessions);
  }

  /**
   * Sessions, newest first.
   *
   * @param before everything older than this place
   * @param includeArchived whether sessions that were put away are listed too
   * @param limit how many at the most
   */
  public List<StoredSession> sessions(SessionCursor before, boolean includeArchived, int limit)
      throws SQLException {
    return sessions.page(before, includeArchived, limit);
  }

  /**
   * Whether a session may still get events. A final status is committed together with the last
   * event, so that whoever asks this first and then reads to the end has read all there will be.
   *
   * @param session the session's key
   * @return false also for one that is not there any more
   */
  public boolean isOpen(long session) throws SQLException {
    status.setLong(1, session);
    try (ResultSet row = status.executeQuery()) {
      return row.next() && SessionStatus.of(row.getString(1)).isOpen();
    }
  }

  /**
   * Events of a session in the order of their seq, as long as they are wanted.
   *
   * @param session the session's key
   * @param afterSeq the first one is the next after this
   * @param limit how many at the most
   * @param taker gets each; false ends the reading
   */
  public void events(long session, long afterSeq, long limit, Predicate<StoredEvent> taker)
      throws SQLException {
    boolean unused = events(session, afterSeq, limit, Integer.MAX_VALUE, taker);
  }

  /**
   * The same for somebody who cannot hold any event: what is typed may be as long as a request.
   *
   * @param session the session's key
   * @param afterSeq the first one is the next after this
   * @param limit how many at the most
   * @param mostBytes the largest that is read, as it is stored
   * @param taker gets each; false ends the reading
   * @return whether the reading ended before an event that is larger
   */
  public boolean events(
      long session, long afterSeq, long limit, int mostBytes, Predicate<StoredEvent> taker)
      throws SQLException {
    events.setLong(1, session);
    events.setLong(2, afterSeq);
    events.setLong(3, limit);
    try (ResultSet rows = events.executeQuery()) {
      boolean wanted = true;
      while (wanted && rows.next()) {
        if (rows.getInt(5) > mostBytes) {
          return true;
        }
        wanted =
            taker.test(
                new StoredEvent(
                    rows.getLong(1),
                    StoredEvent.kind(rows.getInt(2)),
                    rows.getLong(3),
                    rows.getBytes(4)));
      }
      return false;
    }
  }

  /**
   * The seq of an event by its name.
   *
   * @param id the event's name on the wire
   * @return its seq, or empty when there is no such event
   */
  public OptionalLong seqOf(String id) throws SQLException {
    OptionalLong seq = StoredEvent.seqOf(id);
    if (seq.isEmpty()) {
      return seq;
    }
    eventExists.setLong(1, seq.getAsLong());
    try (ResultSet rows = eventExists.executeQuery()) {
      return rows.next() ? seq : OptionalLong.empty();
    }
  }

  /** When the oldest event was recorded; empty when there is none. */
  public Optional<Instant> oldestEventAt() throws SQLException {
    try (ResultSet rows = oldestEvent.executeQuery()) {
      return rows.next() ? Optional.of(Instant.ofEpochMilli(rows.getLong(1))) : Optional.empty();
    }
  }

  /** When retention was last applied to the end; empty when it never was. */
  public Optional<Instant> lastPruneAt() throws SQLException {
    return prune.lastPruneAt();
  }

  /** What retention asks. */
  PruneQueries prune() {
    return prune;
  }

  /** How much the ledger holds, in bytes, whatever became of its name. */
  long bytes() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return single(statement, "PRAGMA page_count") * single(statement, "PRAGMA page_size");
    }
  }

  /**
   * Copies the ledger as it is now, without what was deleted from it.
   *
   * @param target an empty file
   */
  void copyTo(Path target) throws SQLException {
    try (Statement mode = connection.createStatement();
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      // It means the copy as well, which is another database of the same connection.
      mode.execute("PRAGMA query_only = OFF");
      copy.setString(1, target.toString());
      copy.execute();
      mode.execute("PRAGMA query_only = ON");
    }
  }

  private static long single(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  @Override
  public void close() throws SQLException {
    // Closes its statements too.
    connection.close();
  }
}
