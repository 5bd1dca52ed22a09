package dev.coven.diagnose;

import dev.coven.home.CovenHome;
import dev.coven.ledger.LedgerGlance;
import dev.coven.ledger.LedgerGlance.Soundness;
import dev.coven.ledger.LedgerRefusedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether the ledger opens, is of a schema that this program knows, and is sound. */
final class LedgerCheck implements Check {
  /** A daemon's transactions take milliseconds; who holds it longer is somebody else. */
  static final Duration LOCK = Duration.ofSeconds(2);

  private static final Duration ALL = Duration.ofSeconds(4);

  private static final String REPAIR = "coven daemon stop && coven ledger repair";

  private final CovenHome home;

  LedgerCheck(CovenHome home) {
    this.home = home;
  }

  @Override
  public String subject() {
    return "ledger";
  }

  @Override
  public List<CheckResult> look() {
    List<CheckResult> results = new ArrayList<>();
    if (!Files.exists(home.ledger(), LinkOption.NOFOLLOW_LINKS)) {
      return List.of(
          CheckResult.pass("ledger.opens", "There is none yet; the first start makes it."));
    }
    String at = "ledger.opens";
    try (LedgerGlance glance = LedgerGlance.open(home.ledger(), LOCK, ALL)) {
      results.add(CheckResult.pass(at, home.ledger() + " opens."));
      at = "ledger.schema";
      results.add(CheckResult.pass(at, "Its schema is " + glance.schema() + "."));
      at = "ledger.integrity";
      results.add(soundness(glance.soundness()));
    } catch (LedgerRefusedException e) {
      results.add(
          CheckResult.fail(
              at,
              e.getMessage(),
              e.next()
                  .map(next -> next.equals("coven ledger check") ? REPAIR : next)
                  .orElse(null)));
    }
    return results;
  }

  private static CheckResult soundness(Soundness soundness) {
    String id = "ledger.integrity";
    return switch (soundness) {
      case Soundness.Sound() -> CheckResult.pass(id, "SQLite finds all of its pages sound.");
      case Soundness.Damaged(String problem) ->
          CheckResult.fail(id, "It is damaged: " + problem, REPAIR);
      case Soundness.Unfinished() ->
          CheckResult.pass(
                  id,
                  "It is too large to be looked through in "
                      + ALL.toSeconds()
                      + " seconds; what was seen is sound. All of it:")
              .hinting("coven ledger check");
    };
  }
}
