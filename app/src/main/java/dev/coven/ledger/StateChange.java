package dev.coven.ledger;

import java.sql.SQLException;

/**
 * A change that must survive a power cut: a session's row, its status, its last event.
 *
 * <p>It may be applied more than once, when the transaction around it has to be repeated; only the
 * last time counts. So it reads and writes through the transaction and keeps nothing else.
 *
 * @param <T> what it answers once it is committed
 */
@FunctionalInterface
public interface StateChange<T> {
  /**
   * Makes the change.
   *
   * @param transaction what can be changed
   * @return the answer for whoever submitted it
   * @throws SQLException when the ledger refuses; only this change is undone
   */
  T apply(LedgerTransaction transaction) throws SQLException;
}
