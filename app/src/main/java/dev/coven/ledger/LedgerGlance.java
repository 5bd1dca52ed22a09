package dev.coven.ledger;

import dev.coven.contract.SessionRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/**
 * A short look into a ledger, for somebody who must not wait: whether a daemon writes it, another
 * process has locked it, or it is damaged. Reads and changes nothing. All calls together end within
 * the time that it was opened with, but for waits for the disk itself.
 */
public final class LedgerGlance implements AutoCloseable {
  private final Path path;
  private final Connection connection;
  private final SqliteProgress limit;

  private LedgerGlance(Path path, Connection connection, SqliteProgress limit) {
    this.path = path;
    this.connection = connection;
    this.limit = limit;
  }

  /**
   * What a ledger holds.
   *
   * @param sessions how many sessions
   * @param open how many of them are not final
   * @param bytes size of the file, in bytes
   * @param newestEventAt when the event was recorded that has the highest number
   */
  public record Figures(long sessions, long open, long bytes, Optional<Instant> newestEventAt) {}

  /** What came of a look through all pages. */
  public sealed interface Soundness {
    /** All is well. */
    record Sound() implements Soundness {}

    /**
     * It is damaged.
     *
     * @param problem the first thing that is wrong, in SQLite's words
     */
    record Damaged(String problem) implements Soundness {}

    /** The time was over before all was seen; what was seen is well. */
    record Unfinished() implements Soundness {}
  }

  /**
   * Opens a ledger.
   *
   * @param path the ledger
   * @param lock how long to wait for another process's lock
   * @param all how long everything may take
   * @throws LedgerRefusedException when there is none, or it cannot be read; with the way on
   */
  public static LedgerGlance open(Path path, Duration lock, Duration all)
      throws LedgerRefusedException {
    Connection connection = null;
    try {
      connection = LedgerVisit.reading(path, lock);
      LedgerGlance glance =
          new LedgerGlance(path, connection, SqliteProgress.limit(connection, all));
      connection = null;
      return glance;
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    } finally {
      close(connection, path);
    }
  }

  private static void close(Connection connection, Path path) throws LedgerRefusedException {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  /**
   * The number of its schema.
   *
   * @throws LedgerRefusedException when this program cannot work with it, or it cannot be read
   */
  public int schema() throws LedgerRefusedException {
    try {
      Schema.Versions versions = Schema.read(connection);
      if (versions.compatibleFrom() > Schema.CURRENT) {
        throw LedgerVisit.newer(path);
      }
      return versions.schema();
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  /**
   * SQLite's own quick look through all pages.
   *
   * @throws LedgerRefusedException when it cannot be looked through
   */
  public Soundness soundness() throws LedgerRefusedException {
    try (Statement statement = connection.createStatement()) {
      return QuickCheck.firstProblem(statement)
          .<Soundness>map(Soundness.Damaged::new)
          .orElseGet(Soundness.Sound::new);
    } catch (SQLException e) {
      if (Transactions.primary(e) == SQLiteErrorCode.SQLITE_INTERRUPT) {
        return new Soundness.Unfinished();
      }
      throw LedgerVisit.refusal(path, e);
    }
  }

  /**
   * What it holds.
   *
   * @throws LedgerRefusedException when it cannot be read
   */
  public Figures figures() throws LedgerRefusedException {
    try {
      return new Figures(
          LedgerVisit.number(connection, "SELECT count(*) FROM sessions"),
          LedgerVisit.number(
              connection, "SELECT count(*) FROM sessions WHERE status IN ('created', 'running')"),
          LedgerVisit.number(
              connection,
              "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
          newestEventAt());
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  private Optional<Instant> newestEventAt() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT created_at FROM events ORDER BY seq DESC LIMIT 1")) {
      return row.next() ? Optional.of(Instant.ofEpochMilli(row.getLong(1))) : Optional.empty();
    }
  }

  /**
   * Sessions, newest first, those that were put away too.
   *
   * @param limit at most how many
   * @throws LedgerRefusedException when it cannot be read
   */
  public List<SessionRecord> newest(int limit) throws LedgerRefusedException {
    try (SessionRows rows = new SessionRows(connection)) {
      return rows.page(SessionCursor.NEWEST, true, limit).stream()
          .map(StoredSession::record)
          .toList();
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  /**
   * A session.
   *
   * @param beginning its id, or a beginning of it that no other has
   * @return empty when there is none, or more than one
   * @throws LedgerRefusedException when it cannot be read
   */
  public Optional<SessionRecord> session(String beginning) throws LedgerRefusedException {
    try (SessionRows rows = new SessionRows(connection);
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT id FROM sessions WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2")) {
      Optional<StoredSession> exact = rows.find(beginning);
      if (exact.isPresent()) {
        return exact.map(StoredSession::record);
      }
      query.setString(1, beginning);
      try (ResultSet found = query.executeQuery()) {
        String id = found.next() ? found.getString(1) : null;
        return id == null || found.next()
            ? Optional.empty()
            : rows.find(id).map(StoredSession::record);
      }
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  /**
   * The end of what is stored of a session.
   *
   * @param events in their order
   * @param cut whether there are earlier ones
   */
  public record LastEvents(List<StoredEvent> events, boolean cut) {}

  /**
   * A session's last events.
   *
   * @param id the session
   * @param mostBytes how much of them, as they are stored
   * @throws LedgerRefusedException when it cannot be read
   */
  public LastEvents lastEvents(String id, int mostBytes) throws LedgerRefusedException {
    Deque<StoredEvent> last = new ArrayDeque<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT seq, kind, created_at, payload FROM events WHERE session ="
                + " (SELECT key FROM sessions WHERE id = ?) ORDER BY seq DESC")) {
      query.setString(1, id);
      long bytes = 0;
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          byte[] stored = rows.getBytes(4);
          bytes += stored.length;
          if (bytes > mostBytes) {
            return new LastEvents(List.copyOf(last), true);
          }
          last.addFirst(
              new StoredEvent(
                  rows.getLong(1), StoredEvent.kind(rows.getInt(2)), rows.getLong(3), stored));
        }
      }
      return new LastEvents(List.copyOf(last), false);
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  /**
   * Sessions that nobody knows the outcome of, the newest first, with the processes that were
   * recorded for them.
   *
   * @param limit at most how many
   * @throws LedgerRefusedException when it cannot be read
   */
  public List<Orphan> orphans(int limit) throws LedgerRefusedException {
    List<Orphan> orphans = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT id, instance_id, harness_pid, harness_start FROM sessions"
                + " WHERE status = 'orphaned' ORDER BY created_at DESC, id DESC LIMIT ?")) {
      query.setInt(1, limit);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          long pid = rows.getLong(3);
          Long known = rows.wasNull() ? null : pid;
          orphans.add(new Orphan(rows.getString(1), rows.getString(2), known, rows.getString(4)));
        }
      }
      return orphans;
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  @Override
  public void close() throws LedgerRefusedException {
    try {
      limit.close();
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    } finally {
      close(connection, path);
    }
  }
}
