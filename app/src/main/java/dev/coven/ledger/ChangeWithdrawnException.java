package dev.coven.ledger;

import java.sql.SQLException;

/**
 * A change was not made in time, since the ledger could not be written, and will not be made later
 * either.
 */
public final class ChangeWithdrawnException extends SQLException {
  private static final long serialVersionUID = 1L;

  ChangeWithdrawnException() {
    super("the ledger could not be written in time; the change was withdrawn");
  }
}
