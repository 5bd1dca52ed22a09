package dev.coven.ledger;

import com.google.gson.JsonParseException;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.contract.SessionStatus;
import dev.coven.ledger.pages.Row;
import dev.coven.ledger.pages.Salvage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Takes rows out of a damaged ledger's pages into a new one. A row tells by its shape which table
 * it is of; what cannot be a row of ours is left. Of two that are the same the first stays.
 */
final class SalvagedRows implements Salvage.Found, AutoCloseable {
  private static final int EVENT_COLUMNS = 5;

  /** Of the index of sessions by age: created_at, id, key. */
  private static final int AGE_COLUMNS = 3;

  /** Of the index of events by session, of the tables of numbers by name, and of requests. */
  private static final int PAIR = 2;

  private static final int COMMIT_EVERY = 2000;

  private final Statement statement;
  private final PreparedStatement event;
  private final PreparedStatement session;
  private final PreparedStatement request;
  private final PreparedStatement number;
  private final PreparedStatement indexedEvent;
  private final PreparedStatement indexedSession;
  private final int sessionColumns;
  private int pending;
  private long lastKey;

  /**
   * Rows on their way into a new ledger, in a transaction until it is closed.
   *
   * @param draft a ledger without rows; gets the temporary tables {@code indexed_events} and {@code
   *     indexed_sessions}, which hold what the indexes knew
   */
  SalvagedRows(Connection draft) throws SQLException {
    statement = draft.createStatement();
    statement.execute(
        "CREATE TEMP TABLE indexed_events (seq INTEGER PRIMARY KEY, session INTEGER)");
    statement.execute(
        "CREATE TEMP TABLE indexed_sessions (key INTEGER PRIMARY KEY, id TEXT, created_at"
            + " INTEGER)");
    sessionColumns =
        (int) LedgerVisit.number(draft, "SELECT count(*) FROM pragma_table_info('sessions')");
    event =
        draft.prepareStatement(
            "INSERT OR IGNORE INTO events (seq, session, kind, created_at, payload)"
                + " VALUES (?, ?, ?, ?, ?)");
    session =
        draft.prepareStatement(
            "INSERT OR IGNORE INTO sessions VALUES (?" + ", ?".repeat(sessionColumns - 1) + ")");
    request = draft.prepareStatement("INSERT OR IGNORE INTO requests VALUES (?, ?)");
    number = draft.prepareStatement("INSERT OR IGNORE INTO ledger VALUES (?, ?)");
    indexedEvent = draft.prepareStatement("INSERT OR IGNORE INTO indexed_events VALUES (?, ?)");
    indexedSession =
        draft.prepareStatement("INSERT OR IGNORE INTO indexed_sessions VALUES (?, ?, ?)");
    statement.execute("BEGIN");
  }

  @Override
  public void row(Row row) throws IOException {
    List<Object> values = row.values();
    try {
      if (isEvent(row)) {
        event.setLong(1, row.rowid());
        for (int i = 1; i < EVENT_COLUMNS; i++) {
          event.setObject(i + 1, values.get(i));
        }
        event.executeUpdate();
        committing();
      } else if (isSession(row)) {
        session.setLong(1, row.rowid());
        for (int i = 1; i < sessionColumns; i++) {
          session.setObject(i + 1, values.get(i));
        }
        session.executeUpdate();
        committing();
      } else if (isRequest(row)) {
        request.setLong(1, row.rowid());
        request.setString(2, (String) values.get(1));
        request.executeUpdate();
        committing();
      } else if (values.size() == PAIR
          && "events".equals(values.get(0))
          && values.get(1) instanceof Long seq) {
        // SQLite's counter: no number may be given out again.
        indexed(seq, 0);
      } else if (values.size() == PAIR
          && "sessions".equals(values.get(0))
          && values.get(1) instanceof Long key) {
        lastKey = Math.max(lastKey, key);
      }
    } catch (SQLException e) {
      throw new IOException("the new ledger cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void entry(Row entry) throws IOException {
    List<Object> values = entry.values();
    try {
      if (values.size() == PAIR
          && values.get(0) instanceof Long key
          && values.get(1) instanceof Long seq
          && key > 0) {
        indexed(seq, key);
      } else if (values.size() == AGE_COLUMNS
          && values.get(0) instanceof Long createdAt
          && values.get(1) instanceof String id
          && values.get(2) instanceof Long key) {
        indexedSession.setLong(1, key);
        indexedSession.setString(2, id);
        indexedSession.setLong(3, createdAt);
        indexedSession.executeUpdate();
      } else if (values.size() == PAIR
          && Eraser.LAST_PRUNE.equals(values.get(0))
          && values.get(1) instanceof Long at) {
        number.setString(1, Eraser.LAST_PRUNE);
        number.setLong(2, at);
        number.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IOException("the new ledger cannot be written: " + e.getMessage(), e);
    }
  }

  private void indexed(long seq, long key) throws SQLException {
    if (seq > 0) {
      indexedEvent.setLong(1, seq);
      indexedEvent.setLong(2, key);
      indexedEvent.executeUpdate();
    }
  }

  private static boolean isEvent(Row row) {
    List<Object> values = row.values();
    if (row.rowid() < 1
        || values.size() != EVENT_COLUMNS
        || values.get(0) != null
        || !(values.get(1) instanceof Long session && session > 0)
        || !(values.get(2) instanceof Long number)
        || !(values.get(3) instanceof Long at && at > 0)
        || !(values.get(4) instanceof byte[] payload)) {
      return false;
    }
    try {
      if (StoredEvent.kind(Math.toIntExact(number)) != EventKind.OUTPUT) {
        Json.parseObject(new String(payload, StandardCharsets.UTF_8));
      }
      return true;
    } catch (IllegalStateException | ArithmeticException | JsonParseException garbage) {
      return false;
    }
  }

  /** By the columns that a program trusts when it reads one. */
  private boolean isSession(Row row) {
    List<Object> values = row.values();
    if (row.rowid() < 1
        || values.size() != sessionColumns
        || values.get(0) != null
        || !(values.get(1) instanceof String id && !id.isBlank())
        || !(values.get(5) instanceof String status)) {
      return false;
    }
    try {
      SessionStatus.of(status);
      return true;
    } catch (IllegalArgumentException garbage) {
      return false;
    }
  }

  private static boolean isRequest(Row row) {
    List<Object> values = row.values();
    if (row.rowid() < 1
        || values.size() != PAIR
        || values.get(0) != null
        || !(values.get(1) instanceof String text)) {
      return false;
    }
    try {
      Json.parseObject(text);
      return true;
    } catch (JsonParseException garbage) {
      return false;
    }
  }

  private void committing() throws SQLException {
    pending++;
    if (pending % COMMIT_EVERY == 0) {
      statement.execute("COMMIT");
      statement.execute("BEGIN");
    }
  }

  /** No key is given to a second session, also when the one that had it was deleted. */
  private void keepLastKey() throws SQLException {
    int known =
        statement.executeUpdate(
            "UPDATE sqlite_sequence SET seq = max(seq, " + lastKey + ") WHERE name = 'sessions'");
    if (known == 0) {
      statement.execute("INSERT INTO sqlite_sequence VALUES ('sessions', " + lastKey + ")");
    }
  }

  /** Commits. */
  @Override
  public void close() throws SQLException {
    keepLastKey();
    statement.execute("COMMIT");
    for (Statement each :
        List.of(event, session, request, number, indexedEvent, indexedSession, statement)) {
      each.close();
    }
  }
}
