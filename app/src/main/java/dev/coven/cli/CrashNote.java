package dev.coven.cli;

import dev.coven.contract.Health;
import dev.coven.home.CovenHome;
import dev.coven.home.Crashes;
import java.util.Optional;

/** What a daemon found when it started; what earlier ones found is history. */
final class CrashNote {
  private CrashNote() {}

  /**
   * Tells of the daemon before one that answers.
   *
   * @return a sentence; empty when that one ended cleanly, or when nothing is known of it
   */
  static Optional<String> of(CovenHome home, Health health) {
    return Crashes.of(home)
        .newest()
        .filter(crash -> Crashes.noticedBy(crash).equals(Optional.of(health.daemon().pid())))
        .map(
            crash ->
                "The daemon before this one did not end cleanly; what is known of it: "
                    + crash
                    + ".");
  }
}
