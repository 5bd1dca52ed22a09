package dev.coven.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Deletes sessions that have ended, with all their events, in transactions that are small, so that
 * nobody who writes meanwhile is held up for long. One that is interrupted stays {@linkplain
 * #unfinished remembered}.
 */
public final class SessionDeletion {
  private final Ledger ledger;
  private final EventWriter writer;

  /**
   * Deletions from one ledger.
   *
   * @param ledger the ledger
   * @param writer its writer, which runs
   */
  public SessionDeletion(Ledger ledger, EventWriter writer) {
    this.ledger = ledger;
    this.writer = writer;
  }

  /**
   * Deletes a session.
   *
   * @param key the session, which must have ended
   * @return whether there was such a session
   * @throws ChangeWithdrawnException when the ledger could not be written in time; what is left of
   *     the session goes when this is repeated, or with the next start
   * @throws SQLException when the ledger refuses, or cannot be read
   * @throws InterruptedException when interrupted meanwhile
   */
  public boolean delete(long key) throws SQLException, InterruptedException {
    PrunePace pace = new PrunePace();
    for (Optional<PruneQueries.Batch> next = next(key, pace);
        next.isPresent() && !next.get().last();
        next = next(key, pace)) {
      long upTo = next.get().upTo();
      pace.after(write(transaction -> timed(() -> transaction.deleteEvents(key, upTo))));
    }
    return write(transaction -> transaction.delete(key));
  }

  /**
   * Sessions whose deletion was interrupted, and is to be repeated.
   *
   * @return their keys
   * @throws SQLException when the ledger cannot be read
   */
  public List<Long> unfinished() throws SQLException {
    return ledger.read(reader -> reader.prune().beingDeleted());
  }

  private Optional<PruneQueries.Batch> next(long key, PrunePace pace) throws SQLException {
    return ledger.read(
        reader -> reader.prune().batch(key, Long.MAX_VALUE, pace.events(), pace.bytes()));
  }

  private <T> T write(StateChange<T> change) throws SQLException, InterruptedException {
    return writer.commitWithin(change, EventWriter.ANSWER_LIMIT);
  }

  private interface Work {
    void run() throws SQLException;
  }

  private static long timed(Work work) throws SQLException {
    long begin = System.nanoTime();
    work.run();
    return System.nanoTime() - begin;
  }
}
