package dev.coven.ledger;

import java.util.List;

/**
 * What goes into one transaction.
 *
 * @param changes state changes, made first
 * @param output chunks in order
 * @param endings ends of sessions whose output is all before them, made last
 */
record WriteBatch(
    List<PendingChange<?>> changes, List<Output> output, List<PendingChange<?>> endings) {

  /** A chunk of output on its way. */
  record Output(OutputLane lane, OutputLane.Chunk chunk) {
    long session() {
      return lane.session();
    }
  }

  boolean changesState() {
    return !changes.isEmpty() || !endings.isEmpty();
  }

  /** The transaction came to nothing; what is no longer wanted will not be in the next one. */
  void giveBack() {
    changes.forEach(PendingChange::giveBack);
    endings.forEach(PendingChange::giveBack);
  }

  /** Whether nobody misses it: all that it held was withdrawn. */
  boolean isMoot() {
    return output.isEmpty()
        && changes.stream().allMatch(PendingChange::isWithdrawn)
        && endings.stream().allMatch(PendingChange::isWithdrawn);
  }

  /** Tells everybody who waits for this batch that it will not be written. */
  void fail(Throwable cause) {
    changes.forEach(pending -> pending.result().completeExceptionally(cause));
    endings.forEach(pending -> pending.result().completeExceptionally(cause));
  }
}
