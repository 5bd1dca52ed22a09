package dev.coven.session;

import dev.coven.contract.SessionStatus;
import dev.coven.ledger.LedgerTransaction;
import dev.coven.ledger.StateChange;
import dev.coven.ledger.StoredSession;
import java.sql.SQLException;
import java.util.OptionalInt;

/**
 * How a session ended: its final status and its last event.
 *
 * @param session the session
 * @param status completed, failed, idle, killed or orphaned
 * @param exitCode of its harness, or empty when nobody knows
 * @param instanceId the run of the daemon that owned it
 * @param pid its harness's process
 */
record SessionEnd(
    StoredSession session, SessionStatus status, OptionalInt exitCode, String instanceId, long pid)
    implements StateChange<Boolean> {
  /** What a shell adds to the number of the signal that ended a program. */
  private static final int SIGNALLED = 128;

  /**
   * The end of a session whose harness has exited.
   *
   * @param session the session
   * @param process its harness
   * @param exitCode what that exited with, or empty when nobody knows
   * @param killed whether the session was killed through the daemon
   * @param instanceId the run of the daemon that owns it
   */
  static SessionEnd of(
      StoredSession session,
      HarnessProcess process,
      OptionalInt exitCode,
      boolean killed,
      String instanceId) {
    SessionStatus status = killed ? SessionStatus.KILLED : status(session, process, exitCode);
    return new SessionEnd(session, status, exitCode, instanceId, process.pid());
  }

  private static SessionStatus status(
      StoredSession session, HarnessProcess process, OptionalInt exitCode) {
    if (exitCode.isEmpty()) {
      return process.isBeingStopped() ? SessionStatus.KILLED : SessionStatus.ORPHANED;
    }
    if (exitCode.getAsInt() > SIGNALLED && process.isBeingStopped()) {
      return SessionStatus.KILLED;
    }
    if (exitCode.getAsInt() != 0) {
      return SessionStatus.FAILED;
    }
    return session.record().conversationId() == null ? SessionStatus.COMPLETED : SessionStatus.IDLE;
  }

  /** The exit code, or null. */
  Integer knownExitCode() {
    return exitCode.isPresent() ? exitCode.getAsInt() : null;
  }

  /** Writes it down; whether the session was still open. */
  @Override
  public Boolean apply(LedgerTransaction transaction) throws SQLException {
    return status == SessionStatus.ORPHANED
        ? transaction.orphan(session.key(), instanceId, pid)
        : transaction.end(session.key(), status, knownExitCode());
  }
}
