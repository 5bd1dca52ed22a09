package dev.coven.ledger;

import java.util.concurrent.CompletableFuture;

/**
 * A change of state on its way into the ledger, and whoever waits for it. It can be withdrawn as
 * long as no transaction holds it; between two tries of the same transaction none does.
 *
 * @param <T> what the change answers once it is committed
 */
final class PendingChange<T> {
  private enum Stage {
    /** Waits in the queue, or for its transaction to be tried again. */
    WAITS,
    /** Stands in a transaction that has begun. */
    IS_WRITTEN,
    /** Will never be made. */
    WITHDRAWN
  }

  private final StateChange<T> change;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private Stage stage = Stage.WAITS;
  private boolean unwanted;

  PendingChange(StateChange<T> change) {
    this.change = change;
  }

  StateChange<T> change() {
    return change;
  }

  /** Completes with the commit, with the refusal, or because the change was withdrawn. */
  CompletableFuture<T> result() {
    return result;
  }

  /**
   * The writer begins a transaction.
   *
   * @return whether the change belongs into it; false once it is withdrawn
   */
  synchronized boolean claim() {
    if (stage == Stage.WITHDRAWN) {
      return false;
    }
    stage = Stage.IS_WRITTEN;
    return true;
  }

  /** The transaction came to nothing, and will be tried again. */
  void giveBack() {
    synchronized (this) {
      if (stage == Stage.WITHDRAWN) {
        return;
      }
      stage = unwanted ? Stage.WITHDRAWN : Stage.WAITS;
      if (stage == Stage.WAITS) {
        return;
      }
    }
    tellWithdrawn();
  }

  /**
   * Nobody wants the change any more. If a transaction holds it, that decides: the change is made,
   * or withdrawn once the transaction has failed. Either way the result completes.
   */
  void withdraw() {
    synchronized (this) {
      unwanted = true;
      if (stage != Stage.WAITS) {
        return;
      }
      stage = Stage.WITHDRAWN;
    }
    tellWithdrawn();
  }

  /** Whether it will never be made. */
  synchronized boolean isWithdrawn() {
    return stage == Stage.WITHDRAWN;
  }

  private void tellWithdrawn() {
    result.completeExceptionally(new ChangeWithdrawnException());
  }
}
