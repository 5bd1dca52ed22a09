package dev.coven.torture;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Looks into the ledger's file by SQLite alone, without the daemon. */
final class LedgerAudit implements AutoCloseable {
  /** The numbers of the kinds, which the file holds, by their names, which the API gives. */
  private static final List<String> KINDS =
      List.of("none", "output", "input", "exit", "kill", "recovery");

  private final Connection connection;

  private LedgerAudit(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens a ledger to read it; a daemon may have it open.
   *
   * @throws SQLException when it cannot be opened
   */
  static LedgerAudit open(Path ledger) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
      statement.execute("PRAGMA busy_timeout = 10000");
      return new LedgerAudit(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** The highest seq that was ever given out. */
  long lastSeq() throws SQLException {
    return number("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'");
  }

  /**
   * Requires that SQLite finds nothing wrong with the file.
   *
   * @throws AssertionError with all that it finds
   */
  void requireSound() throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (String pragma : List.of("integrity_check", "foreign_key_check")) {
        try (ResultSet rows = statement.executeQuery("PRAGMA " + pragma)) {
          while (rows.next()) {
            found.add(rows.getString(1));
          }
        }
      }
    }
    if (!found.equals(List.of("ok"))) {
      throw new AssertionError("SQLite finds: " + found);
    }
    long highest = number("SELECT coalesce(max(seq), 0) FROM events");
    if (lastSeq() < highest) {
      throw new AssertionError("seq " + highest + " was not counted: " + lastSeq());
    }
  }

  /**
   * Reads one session's events.
   *
   * @param session its id
   * @param checker compares its output
   * @return its events, in order
   * @throws AssertionError when its output is not the begin of what was printed
   */
  List<SeenEvent> events(String session, PrintedChecker checker) throws SQLException {
    List<SeenEvent> events = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT seq, kind, payload FROM events
            WHERE session = (SELECT key FROM sessions WHERE id = ?) ORDER BY seq\
            """)) {
      select.setString(1, session);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String kind = KINDS.get(rows.getInt(2));
          byte[] payload = rows.getBytes(3);
          if (kind.equals("output")) {
            checker.accept(payload);
          }
          events.add(new SeenEvent(rows.getLong(1), session, kind, SeenEvent.crc(payload)));
        }
      }
    }
    return events;
  }

  /**
   * Requires the same sessions, with the same status, and nobody's events.
   *
   * @param statuses id to status, of all sessions
   */
  void requireSessions(Map<String, String> statuses) throws SQLException {
    Collection<String> seen = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, status FROM sessions")) {
      while (rows.next()) {
        String id = rows.getString(1);
        if (!rows.getString(2).equals(statuses.get(id))) {
          throw new AssertionError(
              id + " is " + rows.getString(2) + " in the file, and for all others " + statuses);
        }
        seen.add(id);
      }
    }
    if (seen.size() != statuses.size()) {
      throw new AssertionError("in the file are " + seen + ", said were " + statuses.keySet());
    }
  }

  /** How many events there are. */
  long events() throws SQLException {
    return number("SELECT count(*) FROM events");
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
