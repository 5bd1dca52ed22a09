package dev.coven.daemon;

import dev.coven.home.CovenHome;
import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * What this process does about a daemon before it that did not end cleanly: keeps the evidence, and
 * says so. Whatever comes of it, the daemon starts.
 */
final class LastCrash {
  private final Surroundings surroundings;
  private final Optional<Path> evidence;
  private final Optional<IOException> fault;

  private LastCrash(
      Surroundings surroundings, Optional<Path> evidence, Optional<IOException> fault) {
    this.surroundings = surroundings;
    this.evidence = evidence;
    this.fault = fault;
  }

  /**
   * Keeps the evidence, if there is any.
   *
   * @param home a home that this process holds the lock of, and whose log is not open yet
   * @param surroundings the process
   */
  static LastCrash keep(CovenHome home, Surroundings surroundings) {
    try {
      Optional<Path> kept = new CrashEvidence(home).keep(surroundings.clock().instant());
      return new LastCrash(surroundings, kept, Optional.empty());
    } catch (IOException e) {
      return new LastCrash(surroundings, Optional.empty(), Optional.of(e));
    }
  }

  /** Writes into the log what came of it; the log is open by now. */
  void tell() {
    evidence.ifPresent(
        path ->
            Logger.tag("daemon")
                .warn(LogLine.of("evidence of a crash is kept").with("path", path)));
    fault.ifPresent(
        e ->
            Logger.tag("daemon")
                .warn(LogLine.of("evidence of a crash could not be kept").with("cause", e)));
  }

  /** Asks the supervisor how it saw the crash, and does not wait; clients are served by now. */
  void askSupervisor() {
    evidence.ifPresent(
        new SupervisorsView(surroundings.supervisor(), surroundings.announcer())::keepIn);
  }
}
