package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.SessionRecord;
import dev.coven.ledger.ChangeWithdrawnException;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.SessionDeletion;
import dev.coven.ledger.StateChange;
import dev.coven.ledger.StoredSession;
import dev.coven.ledger.WriterClosedException;
import dev.coven.privacy.LogLine;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** What is done with sessions that have ended: they are put away, brought back, and deleted. */
public final class PastSessions {
  /** How long a session whose end is in the ledger may take to give its files back. */
  private static final long END_MILLIS = 5_000;

  private static final TaggedLogger LOG = Logger.tag("session");

  private final Ledger ledger;
  private final EventWriter writer;
  private final Path directories;
  private final Function<String, Optional<LiveSession>> live;
  private final SessionDeletion deletion;

  /**
   * The past sessions of a ledger.
   *
   * @param ledger where they are kept
   * @param writer writes there
   * @param directories where sessions have their files
   * @param live the session of an id, as long as the daemon holds anything of it
   */
  PastSessions(
      Ledger ledger,
      EventWriter writer,
      Path directories,
      Function<String, Optional<LiveSession>> live) {
    this.ledger = ledger;
    this.writer = writer;
    this.directories = directories;
    this.live = live;
    this.deletion = new SessionDeletion(ledger, writer);
  }

  /**
   * Puts a session away, so that lists leave it out. Without effect on one that was put away.
   *
   * @param id the session
   * @return its record
   * @throws ApiException {@code session_not_found}, {@code session_live}, or {@code
   *     runtime_unavailable} when the ledger cannot be written
   * @throws SQLException when the ledger cannot be read, or refuses
   * @throws InterruptedException when interrupted while the ledger writes
   */
  public SessionRecord archive(String id) throws SQLException, InterruptedException {
    long key = require(id).key();
    StoredSession session =
        change(id, transaction -> transaction.archive(key))
            .orElseThrow(() -> Refusals.notFound(id));
    requireEnded(session);
    return session.record();
  }

  /**
   * Lists show a session again that was put away. Without effect on others.
   *
   * @param id the session
   * @return its record
   * @throws ApiException {@code session_not_found}, or {@code runtime_unavailable} when the ledger
   *     cannot be written
   * @throws SQLException when the ledger cannot be read, or refuses
   * @throws InterruptedException when interrupted while the ledger writes
   */
  public SessionRecord restore(String id) throws SQLException, InterruptedException {
    long key = require(id).key();
    return change(id, transaction -> transaction.restore(key))
        .orElseThrow(() -> Refusals.notFound(id))
        .record();
  }

  /**
   * Deletes a session and all that is kept of it.
   *
   * @param id the session
   * @throws ApiException {@code session_not_found}, {@code session_live}, or {@code
   *     runtime_unavailable} when the ledger cannot be written
   * @throws SQLException when the ledger cannot be read, or refuses
   * @throws InterruptedException when interrupted meanwhile
   */
  public void delete(String id) throws SQLException, InterruptedException {
    StoredSession session = require(id);
    requireEnded(session);
    Optional<LiveSession> ending = live.apply(id);
    if (ending.isPresent() && !ending.get().awaitEnded(END_MILLIS)) {
      throw Refusals.live(id);
    }
    if (!session.record().external()) {
      SessionDirectory.of(directories, id).remove();
    }
    try {
      if (!deletion.delete(session.key())) {
        throw Refusals.notFound(id);
      }
    } catch (ChangeWithdrawnException e) {
      throw Refusals.notInTime("The session was not deleted", writer).with("sessionId", id);
    }
    LOG.info(LogLine.of("session deleted").with("session", id));
  }

  /** Goes on, beside everything else, with deletions that an earlier daemon began. */
  void finishDeletions() throws SQLException {
    List<Long> unfinished = deletion.unfinished();
    if (!unfinished.isEmpty()) {
      Thread.ofPlatform().daemon().name("coven-deletions").start(() -> finish(unfinished));
    }
  }

  private void finish(List<Long> unfinished) {
    try {
      for (long key : unfinished) {
        deletion.delete(key);
      }
      LOG.info(LogLine.of("earlier deletions finished").with("sessions", unfinished.size()));
    } catch (SQLException | WriterClosedException | InterruptedException e) {
      LOG.warn(LogLine.of("earlier deletions wait for the next start").with("cause", e));
    }
  }

  private <T> T change(String id, StateChange<T> change) throws SQLException, InterruptedException {
    try {
      return writer.commitWithin(change, EventWriter.ANSWER_LIMIT);
    } catch (ChangeWithdrawnException e) {
      throw Refusals.notInTime("The session was not changed", writer).with("sessionId", id);
    }
  }

  private StoredSession require(String id) throws SQLException {
    return ledger.read(reader -> reader.session(id)).orElseThrow(() -> Refusals.notFound(id));
  }

  private static void requireEnded(StoredSession session) {
    if (session.record().status().isOpen()) {
      throw Refusals.live(session.record().id());
    }
  }
}
