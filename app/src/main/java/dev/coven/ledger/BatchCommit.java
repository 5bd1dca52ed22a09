package dev.coven.ledger;

import dev.coven.contract.EventKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes one batch in one transaction, and then tells those who wait for it. */
final class BatchCommit implements AutoCloseable {
  /** Writes a page, and means nothing. A value that does not change would not be written. */
  private static final String PROBE =
      "INSERT INTO ledger VALUES ('probes', 1)"
          + " ON CONFLICT (name) DO UPDATE SET value = value + 1";

  private final Statement statement;
  private final CommitNotifier commits;
  private final LedgerTransaction transaction;
  private boolean full;
  private long undoneEvents;

  /**
   * A writer of batches.
   *
   * @param connection the ledger's only one for writing
   * @param clock gives events their time
   * @param commits is told which sessions got events
   */
  BatchCommit(Connection connection, InstantSource clock, CommitNotifier commits)
      throws SQLException {
    this.commits = commits;
    this.statement = connection.createStatement();
    this.transaction = new LedgerTransaction(connection, clock);
    statement.execute("PRAGMA synchronous = NORMAL");
  }

  /**
   * Writes a batch, without what was withdrawn from it. A change that is refused is undone alone,
   * and its waiter gets the refusal.
   *
   * @param batch what to write
   * @return the number of events written
   * @throws SQLException when the transaction as a whole did not succeed; nothing was written and
   *     nobody was told, so that it can be tried again
   */
  long write(WriteBatch batch) throws SQLException {
    setDurability(batch.changesState());
    Map<OutputLane, Long> printed = printed(batch);
    List<Runnable> answers = new ArrayList<>();
    long before = transaction.events();
    undoneEvents = 0;
    statement.execute("BEGIN IMMEDIATE");
    try {
      for (PendingChange<?> change : batch.changes()) {
        if (change.claim()) {
          answers.add(apply(change));
        }
      }
      for (WriteBatch.Output output : batch.output()) {
        OutputLane.Chunk chunk = output.chunk();
        transaction.event(output.session(), chunk.kind, chunk.at, chunk.bytes());
      }
      for (var lane : printed.entrySet()) {
        transaction.position(lane.getKey().session(), lane.getKey().position() + lane.getValue());
      }
      for (PendingChange<?> ending : batch.endings()) {
        if (ending.claim()) {
          answers.add(apply(ending));
        }
      }
      if (answers.isEmpty() && batch.output().isEmpty()) {
        // All was withdrawn. An empty transaction succeeds on a full disk, and would prove nothing.
        statement.execute(PROBE);
      }
      statement.execute("COMMIT");
    } catch (Throwable e) {
      Transactions.rollback(statement, e);
      throw e;
    }
    printed.forEach(OutputLane::advance);
    Set<Long> sessions = transaction.takeSessionsWithEvents();
    if (!sessions.isEmpty()) {
      // First: whoever has its answer may rely on everybody knowing.
      commits.committed(sessions);
    }
    answers.forEach(Runnable::run);
    return transaction.events() - before - undoneEvents;
  }

  /** Bytes of output in a batch, of lanes whose position is kept. */
  private static Map<OutputLane, Long> printed(WriteBatch batch) {
    Map<OutputLane, Long> bytes = new HashMap<>();
    for (WriteBatch.Output output : batch.output()) {
      if (output.lane().keepsPosition() && output.chunk().kind == EventKind.OUTPUT) {
        bytes.merge(output.lane(), (long) output.chunk().length(), Long::sum);
      }
    }
    return bytes;
  }

  /** Payload of all events inserted so far, in bytes, undone ones included. */
  long payloadBytes() {
    return transaction.payloadBytes();
  }

  /** In WAL mode, FULL makes a commit wait for the disk; it cannot be set inside a transaction. */
  private void setDurability(boolean wanted) throws SQLException {
    if (wanted != full) {
      statement.execute("PRAGMA synchronous = " + (wanted ? "FULL" : "NORMAL"));
      full = wanted;
    }
  }

  private <T> Runnable apply(PendingChange<T> pending) throws SQLException {
    long before = transaction.events();
    statement.execute("SAVEPOINT change");
    try {
      T answer = pending.change().apply(transaction);
      statement.execute("RELEASE change");
      return () -> pending.result().complete(answer);
    } catch (SQLException e) {
      if (!Transactions.isRefusal(e)) {
        throw e;
      }
      return refused(pending, e, before);
    } catch (RuntimeException e) {
      return refused(pending, e, before);
    }
  }

  private Runnable refused(PendingChange<?> pending, Exception why, long eventsBefore)
      throws SQLException {
    statement.execute("ROLLBACK TO change");
    statement.execute("RELEASE change");
    undoneEvents += transaction.events() - eventsBefore;
    return () -> pending.result().completeExceptionally(why);
  }

  @Override
  public void close() throws SQLException {
    transaction.close();
    statement.close();
  }
}
