package dev.coven.ledger;

/** Is told how far a session's output is in the ledger. */
@FunctionalInterface
public interface OutputProgress {
  /**
   * Tells it, after each commit; called by the writer's thread, which it must not hold up.
   *
   * @param position where what is committed ends, in bytes from the session's beginning
   */
  void committed(long position);
}
