package dev.coven.ledger;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.coven.contract.EventKind;
import dev.coven.contract.Json;
import dev.coven.contract.SessionStatus;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** What Coven promises of a ledger's rows, beyond what SQLite knows of them. */
final class LedgerRules {
  /** An event belongs to a session that there is. */
  static final String EVENT_WITHOUT_SESSION = "event_without_session";

  /** A session that has ended says so by its last event. */
  static final String NO_LAST_EVENT = "no_last_event";

  /** That event tells the same as the session's row. */
  static final String LAST_EVENT_DISAGREES = "last_event_disagrees";

  /** It is the only one of its kind. */
  static final String SEVERAL_LAST_EVENTS = "several_last_events";

  /** No number is given out again: the counter is not behind the newest event. */
  static final String SEQ_BEHIND = "seq_behind";

  /** What is open belongs to the daemon that runs. */
  static final String OPEN_WITHOUT_OWNER = "open_without_owner";

  private final Statement statement;
  private final Optional<String> owner;

  /**
   * The rules for one ledger.
   *
   * @param statement executes on it
   * @param owner the run of the daemon that lives now, or empty
   */
  LedgerRules(Statement statement, Optional<String> owner) {
    this.statement = statement;
    this.owner = owner;
  }

  void check(LedgerExamination.FaultList faults) throws SQLException {
    orphanedEvents(faults);
    lastEvents(faults);
    severalEnds(faults);
    counter(faults);
    owners(faults);
  }

  private void orphanedEvents(LedgerExamination.FaultList faults) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT session, count(*) FROM events
            WHERE session NOT IN (SELECT key FROM sessions) GROUP BY session\
            """)) {
      while (rows.next()) {
        faults.add(
            EVENT_WITHOUT_SESSION,
            rows.getLong(2)
                + " events belong to session number "
                + rows.getLong(1)
                + ", which is not there");
      }
    }
  }

  private void lastEvents(LedgerExamination.FaultList faults) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT s.id, s.status, s.exit_code, s.external, e.kind, e.payload FROM sessions s
            LEFT JOIN events e ON e.seq = (SELECT max(seq) FROM events WHERE session = s.key)
            WHERE s.status NOT IN ('created', 'running')\
            """)) {
      while (rows.next()) {
        String id = rows.getString(1);
        String status = rows.getString(2);
        int code = rows.getInt(3);
        Integer exitCode = rows.wasNull() ? null : code;
        boolean external = rows.getBoolean(4);
        int kind = rows.getInt(5);
        if (rows.wasNull()) {
          // An external session may have told nothing at all.
          if (!external) {
            faults.add(NO_LAST_EVENT, "session " + id + " is " + status + " and has no events");
          }
        } else {
          lastEvent(faults, id, status, exitCode, kind, rows.getBytes(6));
        }
      }
    }
  }

  private static void lastEvent(
      LedgerExamination.FaultList faults,
      String id,
      String status,
      Integer exitCode,
      int kind,
      byte[] payload) {
    boolean orphaned = status.equals(SessionStatus.ORPHANED.wire());
    EventKind wanted = orphaned ? EventKind.RECOVERY : EventKind.EXIT;
    if (kind != StoredEvent.number(wanted)) {
      faults.add(
          NO_LAST_EVENT,
          "session " + id + " is " + status + ", and its last event is not " + wanted.wire());
    } else if (!orphaned && !tells(payload, status, exitCode)) {
      faults.add(
          LAST_EVENT_DISAGREES,
          "session "
              + id
              + " is "
              + status
              + " with exit code "
              + exitCode
              + ", and its last event says otherwise");
    }
  }

  private static boolean tells(byte[] payload, String status, Integer exitCode) {
    try {
      JsonObject json = Json.parseObject(new String(payload, StandardCharsets.UTF_8));
      var told = Json.number(json, "exitCode");
      Long code = told.isPresent() ? told.getAsLong() : null;
      Long wanted = exitCode == null ? null : exitCode.longValue();
      return Json.text(json, "status").orElse("").equals(status)
          && java.util.Objects.equals(code, wanted);
    } catch (JsonParseException garbage) {
      return false;
    }
  }

  private void severalEnds(LedgerExamination.FaultList faults) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT s.id, count(*) FROM events e JOIN sessions s ON s.key = e.session"
                + " WHERE e.kind = "
                + StoredEvent.number(EventKind.EXIT)
                + " GROUP BY e.session HAVING count(*) > 1")) {
      while (rows.next()) {
        faults.add(
            SEVERAL_LAST_EVENTS,
            "session " + rows.getString(1) + " has " + rows.getLong(2) + " exit events");
      }
    }
  }

  private void counter(LedgerExamination.FaultList faults) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT (SELECT max(seq) FROM events),
              coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)\
            """)) {
      if (rows.next() && rows.getLong(1) > rows.getLong(2)) {
        faults.add(
            SEQ_BEHIND,
            "the newest event is "
                + rows.getLong(1)
                + ", and the counter stands at "
                + rows.getLong(2));
      }
    }
  }

  private void owners(LedgerExamination.FaultList faults) throws SQLException {
    if (owner.isEmpty()) {
      return;
    }
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT id, status, instance_id FROM sessions
            WHERE status IN ('created', 'running') AND external = 0\
            """)) {
      while (rows.next()) {
        if (!owner.get().equals(rows.getString(3))) {
          faults.add(
              OPEN_WITHOUT_OWNER,
              "session "
                  + rows.getString(1)
                  + " is "
                  + rows.getString(2)
                  + ", and the daemon that runs does not own it");
        }
      }
    }
  }
}
