package dev.coven.ledger;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import dev.coven.contract.Visibility;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads sessions over one connection, by one thread at a time. */
final class SessionRows implements AutoCloseable {
  private static final String COLUMNS =
      """
      SELECT key, id, project_root, harness, title, status, exit_code, archived_at, created_at,
        updated_at, conversation_id, labels, visibility, external, transcript_path, request_digest
      FROM sessions\s\
      """;

  private final PreparedStatement byId;
  private final PreparedStatement byKey;
  private final PreparedStatement page;

  SessionRows(Connection connection) throws SQLException {
    byId = connection.prepareStatement(COLUMNS + "WHERE id = ?");
    byKey = connection.prepareStatement(COLUMNS + "WHERE key = ?");
    page =
        connection.prepareStatement(
            COLUMNS
                + """
                WHERE (?1 OR archived_at IS NULL) AND (created_at, id) < (?2, ?3)
                ORDER BY created_at DESC, id DESC LIMIT ?4\
                """);
  }

  Optional<StoredSession> find(String id) throws SQLException {
    byId.setString(1, id);
    return single(byId);
  }

  Optional<StoredSession> find(long key) throws SQLException {
    byKey.setLong(1, key);
    return single(byKey);
  }

  /** Sessions before a place in the list, newest first. */
  List<StoredSession> page(SessionCursor before, boolean includeArchived, int limit)
      throws SQLException {
    page.setBoolean(1, includeArchived);
    page.setLong(2, before.createdAt());
    page.setString(3, before.id());
    page.setInt(4, limit);
    List<StoredSession> sessions = new ArrayList<>();
    try (ResultSet rows = page.executeQuery()) {
      while (rows.next()) {
        sessions.add(read(rows));
      }
    }
    return sessions;
  }

  private static Optional<StoredSession> single(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      return rows.next() ? Optional.of(read(rows)) : Optional.empty();
    }
  }

  private static StoredSession read(ResultSet row) throws SQLException {
    int exitCode = row.getInt(7);
    Integer knownExitCode = row.wasNull() ? null : exitCode;
    long archivedAt = row.getLong(8);
    Instant archived = row.wasNull() ? null : Instant.ofEpochMilli(archivedAt);
    List<String> labels = new ArrayList<>();
    for (JsonElement label : JsonParser.parseString(row.getString(12)).getAsJsonArray()) {
      labels.add(label.getAsString());
    }
    return new StoredSession(
        row.getLong(1),
        new SessionRecord(
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            SessionStatus.of(row.getString(6)),
            knownExitCode,
            archived,
            Instant.ofEpochMilli(row.getLong(9)),
            Instant.ofEpochMilli(row.getLong(10)),
            row.getString(11),
            labels,
            Visibility.of(row.getString(13)).orElse(Visibility.PRIVATE),
            row.getBoolean(14),
            row.getString(15)),
        row.getString(16));
  }

  @Override
  public void close() throws SQLException {
    byId.close();
    byKey.close();
    page.close();
  }
}
