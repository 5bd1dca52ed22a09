package dev.coven.ledger;

import dev.coven.contract.EventKind;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The table of sessions that are handed over: one row for each that is live and can be. */
final class HandoverRows implements AutoCloseable {
  private final PreparedStatement insert;
  private final PreparedStatement move;
  private final PreparedStatement delete;

  HandoverRows(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO handovers (session, terminal, input, position) VALUES (?, ?, ?, 0)");
    move = connection.prepareStatement("UPDATE handovers SET position = ? WHERE session = ?");
    delete = connection.prepareStatement("DELETE FROM handovers WHERE session = ?");
  }

  void insert(long session, Handover handover) throws SQLException {
    insert.setLong(1, session);
    insert.setObject(2, handover.terminal(), Types.INTEGER);
    insert.setString(3, handover.input());
    insert.executeUpdate();
  }

  /** Notes how much of a session's output is in the ledger, in bytes. */
  void move(long session, long position) throws SQLException {
    move.setLong(1, position);
    move.setLong(2, session);
    move.executeUpdate();
  }

  void delete(long session) throws SQLException {
    delete.setLong(1, session);
    delete.executeUpdate();
  }

  /** What an earlier daemon left; in order of age. */
  static List<OpenSession> open(Connection connection, SessionRows sessions) throws SQLException {
    List<OpenSession> open = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT s.key, s.harness_pid, s.harness_start, s.instance_id, h.terminal, h.input,
              h.position,
              EXISTS (SELECT 1 FROM events WHERE session = s.key AND kind = ?)
            FROM sessions s JOIN handovers h ON h.session = s.key
            WHERE s.status = 'running' ORDER BY s.key\
            """)) {
      query.setInt(1, StoredEvent.number(EventKind.KILL));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          int terminal = rows.getInt(5);
          Handover handover = new Handover(rows.wasNull() ? null : terminal, rows.getString(6));
          open.add(
              new OpenSession(
                  sessions.find(rows.getLong(1)).orElseThrow(),
                  rows.getLong(2),
                  rows.getString(3),
                  rows.getString(4),
                  handover,
                  rows.getLong(7),
                  rows.getBoolean(8)));
        }
      }
    }
    return open;
  }

  /** The end of what a session printed, as it is stored. */
  static byte[] lastOutput(Connection connection, long session, int most) throws SQLException {
    Deque<byte[]> pieces = new ArrayDeque<>();
    int bytes = 0;
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT payload FROM events WHERE session = ? AND kind = ? ORDER BY seq DESC")) {
      query.setLong(1, session);
      query.setInt(2, StoredEvent.number(EventKind.OUTPUT));
      try (ResultSet rows = query.executeQuery()) {
        while (bytes < most && rows.next()) {
          pieces.addFirst(rows.getBytes(1));
          bytes += pieces.getFirst().length;
        }
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    byte[] output = all.toByteArray();
    return Arrays.copyOfRange(output, Math.max(0, output.length - most), output.length);
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    move.close();
    delete.close();
  }
}
