package dev.coven.ledger;

/** The ledger takes nothing more: its writer was shut down, or gave up. */
public final class WriterClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  WriterClosedException() {
    super("the ledger's writer is closed");
  }
}
