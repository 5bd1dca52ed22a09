package dev.coven.session;

import dev.coven.contract.ApiException;
import dev.coven.contract.Completion;
import dev.coven.contract.ErrorCode;
import dev.coven.contract.ExternalSession;
import dev.coven.contract.SessionRecord;
import dev.coven.ledger.ChangeWithdrawnException;
import dev.coven.ledger.EventWriter;
import dev.coven.ledger.Ledger;
import dev.coven.ledger.StateChange;
import dev.coven.ledger.StoredSession;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.Redactor;
import java.sql.SQLException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Sessions that something other than the daemon runs. The daemon only keeps what it is told of
 * them, over any number of restarts, until it is told of their end.
 */
public final class ExternalSessions {
  private static final TaggedLogger LOG = Logger.tag("session");

  private final Ledger ledger;
  private final EventWriter writer;
  private final Redactor redactor;

  /**
   * The external sessions of a ledger.
   *
   * @param ledger where they are kept
   * @param writer writes there
   * @param redactor masks secrets in their titles
   */
  ExternalSessions(Ledger ledger, EventWriter writer, Redactor redactor) {
    this.ledger = ledger;
    this.writer = writer;
    this.redactor = redactor;
  }

  /**
   * Registers a session. One that is registered already stays as it is, also when it has ended.
   *
   * @param session what is told of it
   * @return its record, and whether it was there before
   * @throws ApiException {@code session_id_conflict} when the daemon runs a session under its id,
   *     {@code runtime_unavailable} when the ledger cannot be written
   * @throws SQLException when the ledger refuses
   * @throws InterruptedException when interrupted while the ledger writes
   */
  public Launched register(ExternalSession session) throws SQLException, InterruptedException {
    ExternalSession masked = session.withTitle(redactor.text(session.title()));
    Launched registered =
        change(
            session.id(),
            transaction -> {
              boolean added = transaction.register(masked);
              return new Launched(transaction.session(session.id()).orElseThrow().record(), !added);
            });
    if (!registered.record().external()) {
      throw Refusals.taken(session.id());
    }
    if (!registered.repeated()) {
      LOG.info(
          LogLine.of("external session registered")
              .with("session", session.id())
              .with("harness", session.harness()));
    }
    return registered;
  }

  /**
   * Refuses what is no external session, before anybody looks at how it ended.
   *
   * @throws ApiException {@code session_not_found} or {@code not_external_session}
   * @throws SQLException when the ledger cannot be read
   */
  public void require(String id) throws SQLException {
    find(id);
  }

  /**
   * Ends a session. Saying the same again changes nothing.
   *
   * @param id the session
   * @param completion how it ended
   * @return its record
   * @throws ApiException {@code session_not_found}, {@code not_external_session}, {@code
   *     session_id_conflict} when it has ended otherwise, {@code runtime_unavailable} when the
   *     ledger cannot be written
   * @throws SQLException when the ledger cannot be read, or refuses
   * @throws InterruptedException when interrupted while the ledger writes
   */
  public SessionRecord complete(String id, Completion completion)
      throws SQLException, InterruptedException {
    long key = find(id).key();
    SessionRecord record =
        change(
                id,
                transaction -> {
                  transaction.end(key, completion.status(), completion.exitCode());
                  return transaction.session(id);
                })
            .orElseThrow(() -> Refusals.notFound(id))
            .record();
    if (!completion.isOutcomeOf(record)) {
      throw ApiException.ofSession(
              ErrorCode.SESSION_ID_CONFLICT, id, "The session has ended with another outcome.")
          .with("status", record.status().wire());
    }
    LOG.info(
        LogLine.of("external session ended")
            .with("session", id)
            .with("status", record.status().wire()));
    return record;
  }

  private StoredSession find(String id) throws SQLException {
    StoredSession session =
        ledger.read(reader -> reader.session(id)).orElseThrow(() -> Refusals.notFound(id));
    if (!session.record().external()) {
      throw ApiException.ofSession(
          ErrorCode.NOT_EXTERNAL_SESSION, id, "The daemon runs this session itself; kill it.");
    }
    return session;
  }

  private <T> T change(String id, StateChange<T> change) throws SQLException, InterruptedException {
    try {
      return writer.commitWithin(change, EventWriter.ANSWER_LIMIT);
    } catch (ChangeWithdrawnException e) {
      throw Refusals.notInTime("Nothing was recorded of the session", writer).with("sessionId", id);
    }
  }
}
