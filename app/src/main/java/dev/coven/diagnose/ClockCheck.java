package dev.coven.diagnose;

import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerGlance;
import dev.coven.ledger.LedgerRefusedException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Whether the clock can be right: sessions are listed, and pruned, by it. */
final class ClockCheck implements Check {
  /** When this was written. No clock that is right says an earlier time. */
  private static final Instant WRITTEN = Instant.parse("2025-01-01T00:00:00Z");

  /** A clock that was set right goes back by less; a certificate's check would fail by more. */
  private static final Duration SLACK = Duration.ofMinutes(5);

  private static final String SET =
      System.getProperty("os.name").startsWith("Mac")
          ? "sudo sntp -sS time.apple.com"
          : "sudo timedatectl set-ntp true";

  private final CovenHome home;
  private final InstantSource clock;

  ClockCheck(CovenHome home, InstantSource clock) {
    this.home = home;
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "environment.clock";
  }

  @Override
  public List<CheckResult> look() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (now.isBefore(WRITTEN)) {
      return List.of(CheckResult.fail(subject(), "The clock says " + now + ".", SET));
    }
    Optional<Instant> newest = newest();
    if (newest.isPresent() && newest.get().isAfter(now.plus(SLACK))) {
      return List.of(
          CheckResult.warn(
              subject(),
              "The clock says " + now + ", and the ledger has an event of " + newest.get() + ".",
              SET));
    }
    return List.of(CheckResult.pass(subject(), "The clock says " + now + "."));
  }

  /** Another check tells of a ledger that cannot be read; to this one it says nothing. */
  private Optional<Instant> newest() {
    if (!Files.exists(home.ledger())) {
      return Optional.empty();
    }
    try (LedgerGlance glance =
        LedgerGlance.open(home.ledger(), LedgerCheck.LOCK, LedgerCheck.LOCK)) {
      return glance.figures().newestEventAt();
    } catch (LedgerRefusedException unreadable) {
      return Optional.empty();
    }
  }
}
