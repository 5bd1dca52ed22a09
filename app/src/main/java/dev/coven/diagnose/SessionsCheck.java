package dev.coven.diagnose;

import dev.coven.contract.SessionRecord;
import dev.coven.contract.SessionStatus;
import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerGlance;
import dev.coven.ledger.LedgerRefusedException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Whether sessions keep failing, or keep being lost. */
final class SessionsCheck implements Check {
  private static final Duration SPAN = Duration.ofHours(1);

  /** Once is an accident, and twice the same one. */
  private static final int MANY = 3;

  /** More are not started in an hour by anybody who reads this. */
  private static final int NEWEST = 500;

  private final CovenHome home;
  private final InstantSource clock;

  SessionsCheck(CovenHome home, InstantSource clock) {
    this.home = home;
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "sessions";
  }

  @Override
  public List<CheckResult> look() throws LedgerRefusedException {
    if (!Files.exists(home.ledger())) {
      return List.of();
    }
    Instant since = clock.instant().minus(SPAN);
    List<SessionRecord> ended;
    try (LedgerGlance glance =
        LedgerGlance.open(home.ledger(), LedgerCheck.LOCK, LedgerCheck.LOCK)) {
      ended =
          glance.newest(NEWEST).stream()
              .filter(session -> session.updatedAt().isAfter(since))
              .toList();
    }
    return List.of(
        result(
            "sessions.orphaned",
            of(ended, SessionStatus.ORPHANED),
            "were orphaned: their daemon died",
            "coven daemon logs --since 1h"),
        result(
            "sessions.failing", of(ended, SessionStatus.FAILED), "failed", "coven sessions log "));
  }

  private static List<SessionRecord> of(List<SessionRecord> all, SessionStatus status) {
    return all.stream().filter(session -> session.status() == status).toList();
  }

  private static CheckResult result(
      String id, List<SessionRecord> sessions, String what, String command) {
    if (sessions.size() < MANY) {
      return CheckResult.pass(id, sessions.size() + " within the last hour.");
    }
    String message = sessions.size() + " sessions " + what + ", within the last hour.";
    return CheckResult.warn(
        id,
        message + " The last one: " + sessions.getFirst().id(),
        command.endsWith(" ") ? command + sessions.getFirst().id() : command);
  }
}
