package dev.coven.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What retention and deletions ask a ledger, over one connection. */
final class PruneQueries {
  private final Connection connection;

  PruneQueries(Connection connection) {
    this.connection = connection;
  }

  /**
   * A session that is final.
   *
   * @param key its number inside the ledger
   * @param endedAt when its last event was recorded, in milliseconds since the epoch
   * @param lastSeq its last event, or 0 when it has none
   * @param bare whether it has no event but that
   */
  record Ended(long key, long endedAt, long lastSeq, boolean bare) {}

  /**
   * Events of a session.
   *
   * @param events how many
   * @param bytes their payload
   */
  record Extent(long events, long bytes) {}

  /**
   * Final sessions in the order of their keys. Their end is the time of their last event, and not
   * that of the row's last change: archiving changes that, too.
   *
   * @param createdBefore only those that began before this, in milliseconds since the epoch
   * @param afterKey only those behind this key
   * @param limit how many at the most
   */
  List<Ended> ended(long createdBefore, long afterKey, int limit) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT s.key, coalesce(last.created_at, s.updated_at), coalesce(last.seq, 0),
              NOT EXISTS (SELECT 1 FROM events e WHERE e.session = s.key AND e.seq < last.seq)
            FROM sessions s
            LEFT JOIN events last ON last.seq = (SELECT max(seq) FROM events WHERE session = s.key)
            WHERE s.key > ? AND s.created_at < ? AND s.status IN %s ORDER BY s.key LIMIT ?\
            """
                .formatted(Eraser.FINAL))) {
      query.setLong(1, afterKey);
      query.setLong(2, createdBefore);
      query.setInt(3, limit);
      List<Ended> sessions = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          sessions.add(
              new Ended(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getBoolean(4)));
        }
      }
      return sessions;
    }
  }

  /** The seq of a session's last event, or 0 when it has none. */
  long lastSeq(long key) throws SQLException {
    return LedgerVisit.number(
        connection, "SELECT coalesce(max(seq), 0) FROM events WHERE session = " + key);
  }

  /** The events of a session up to a seq. SQLite tells a blob's length without reading it. */
  Extent extent(long key, long upTo) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT count(*), coalesce(sum(length(payload)), 0) FROM events
            WHERE session = ? AND seq <= ?\
            """)) {
      query.setLong(1, key);
      query.setLong(2, upTo);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return new Extent(rows.getLong(1), rows.getLong(2));
      }
    }
  }

  /**
   * Events to remove in one transaction.
   *
   * @param upTo the last seq of them
   * @param last whether nothing that may go is left behind them
   */
  record Batch(long upTo, boolean last) {}

  /**
   * The next events to remove: the oldest of a session, as many as fit into bounds, at least one.
   *
   * @param key the session
   * @param upTo the last seq that may go
   * @param maxEvents how many at the most
   * @param maxBytes how much payload at the most
   * @return the batch, or empty when nothing is left
   */
  Optional<Batch> batch(long key, long upTo, int maxEvents, long maxBytes) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT seq, length(payload) FROM events
            WHERE session = ? AND seq <= ? ORDER BY seq LIMIT ?\
            """)) {
      query.setLong(1, key);
      query.setLong(2, upTo);
      query.setInt(3, maxEvents + 1);
      long last = 0;
      long bytes = 0;
      int count = 0;
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          bytes += rows.getLong(2);
          if (count == maxEvents || count > 0 && bytes > maxBytes) {
            return Optional.of(new Batch(last, false));
          }
          count++;
          last = rows.getLong(1);
        }
      }
      return count == 0 ? Optional.empty() : Optional.of(new Batch(last, true));
    }
  }

  /** What the ledger takes, without the space in its file that is free, in bytes. */
  long usedBytes() throws SQLException {
    long pages =
        LedgerVisit.number(connection, "PRAGMA page_count")
            - LedgerVisit.number(connection, "PRAGMA freelist_count");
    return pages * LedgerVisit.number(connection, "PRAGMA page_size");
  }

  /** The session whose events were being removed when a prune ended before its time. */
  OptionalLong unfinished() throws SQLException {
    return noted(Eraser.UNFINISHED);
  }

  /** Sessions whose deletion was interrupted, by their keys. */
  List<Long> beingDeleted() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT value FROM ledger WHERE name LIKE ? || '%'")) {
      query.setString(1, Eraser.DELETING);
      List<Long> keys = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          keys.add(rows.getLong(1));
        }
      }
      return keys;
    }
  }

  /** When retention was last applied to the end. */
  Optional<Instant> lastPruneAt() throws SQLException {
    OptionalLong at = noted(Eraser.LAST_PRUNE);
    return at.isPresent() ? Optional.of(Instant.ofEpochMilli(at.getAsLong())) : Optional.empty();
  }

  private OptionalLong noted(String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT value FROM ledger WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }
}
