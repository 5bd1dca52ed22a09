package dev.coven.diagnose;

import dev.coven.contract.SessionRecord;
import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerGlance;
import dev.coven.ledger.LedgerRefusedException;
import java.nio.file.Files;
import java.util.List;

/** Which sessions could be typed to, and which only replayed. */
final class LiveSessionsCheck implements Check {
  private static final int NEWEST = 100;
  private static final int NAMED = 5;

  private final CovenHome home;

  LiveSessionsCheck(CovenHome home) {
    this.home = home;
  }

  @Override
  public String subject() {
    return "sessions.live";
  }

  @Override
  public List<CheckResult> look() throws LedgerRefusedException {
    List<SessionRecord> newest = List.of();
    if (Files.exists(home.ledger())) {
      try (LedgerGlance glance =
          LedgerGlance.open(home.ledger(), LedgerCheck.LOCK, LedgerCheck.LOCK)) {
        newest = glance.newest(NEWEST);
      }
    }
    List<String> live =
        newest.stream()
            .filter(session -> session.status().isOpen())
            .map(SessionRecord::id)
            .limit(NAMED)
            .toList();
    if (!live.isEmpty()) {
      return List.of(CheckResult.pass(subject(), "Live: " + String.join(", ", live)));
    }
    if (newest.isEmpty()) {
      return List.of(
          CheckResult.warn(subject(), "There is no session yet.", "coven run demo hello"));
    }
    SessionRecord last = newest.getFirst();
    return List.of(
        CheckResult.warn(
            subject(),
            "No session is live. The newest, " + last.id() + ", is " + last.status().wire() + ".",
            "coven attach " + last.id()));
  }
}
