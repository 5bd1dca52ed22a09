package dev.coven.ledger;

import dev.coven.home.Config;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Applies the retention windows now, from a process of its own, beside the daemon or without one.
 *
 * <p>Not by asking the daemon: this way there is one command for both cases, and it works beside a
 * daemon of another version, too. A small transaction holds the daemon's writer up no longer than
 * one of its own does.
 */
public final class LedgerPrune {
  /** The log is folded back after so many transactions; the daemon's writer counts only its own. */
  private static final int FOLD_EVERY = 64;

  private final Path path;
  private final Config.Retention windows;
  private final InstantSource clock;
  private final Progress progress;

  /**
   * A prune of one ledger.
   *
   * @param path the ledger
   * @param windows what may be forgotten
   * @param clock says what is old
   * @param progress is told that it gets on
   */
  public LedgerPrune(Path path, Config.Retention windows, InstantSource clock, Progress progress) {
    this.path = path;
    this.windows = windows;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * What would go now; nothing does.
   *
   * @throws LedgerRefusedException when the ledger cannot be looked at
   */
  public PruneReport plan() throws LedgerRefusedException {
    try (LedgerReader reader = new LedgerReader(LedgerVisit.reading(path))) {
      return new Pruner(new OwnConnections(reader, null), windows, clock, progress).plan();
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  /**
   * Removes it.
   *
   * @return what went
   * @throws LedgerRefusedException when the ledger cannot be written
   * @throws InterruptedException when interrupted; the next prune goes on
   */
  public PruneReport run() throws LedgerRefusedException, InterruptedException {
    try (Connection connection = LedgerVisit.writing(path);
        LedgerReader reader = new LedgerReader(LedgerVisit.reading(path));
        Transaction transaction = new Transaction(connection, clock)) {
      return new Pruner(new OwnConnections(reader, transaction), windows, clock, progress).run();
    } catch (SQLException e) {
      throw LedgerVisit.refusal(path, e);
    }
  }

  private record OwnConnections(LedgerReader reader, Transaction transaction)
      implements Pruner.Access {
    @Override
    public <T> T read(Ledger.Query<T> query) throws SQLException {
      return query.run(reader);
    }

    @Override
    public <T> T write(StateChange<T> change) throws SQLException {
      return transaction.write(change);
    }

    @Override
    public void rest(Duration time) throws InterruptedException {
      Thread.sleep(time);
    }
  }

  /** Transactions, one after the other, that fold the log back now and then. */
  private static final class Transaction implements AutoCloseable {
    private final Statement statement;
    private final LedgerTransaction transaction;
    private int written;

    Transaction(Connection connection, InstantSource clock) throws SQLException {
      statement = connection.createStatement();
      transaction = new LedgerTransaction(connection, clock);
    }

    <T> T write(StateChange<T> change) throws SQLException {
      statement.execute("BEGIN IMMEDIATE");
      T answer;
      try {
        answer = change.apply(transaction);
        statement.execute("COMMIT");
      } catch (SQLException | RuntimeException e) {
        Transactions.rollback(statement, e);
        throw e;
      }
      written++;
      if (written % FOLD_EVERY == 0) {
        foldBack();
      }
      return answer;
    }

    /** Holds no writer up, and does less when the daemon folds at the same time. */
    private void foldBack() throws SQLException {
      try (ResultSet rows = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
        rows.next();
      }
    }

    @Override
    public void close() throws SQLException {
      foldBack();
      transaction.close();
      statement.close();
    }
  }
}
