package dev.coven.supervise;

import dev.coven.home.CovenHome;
import dev.coven.home.DaemonFile;
import dev.coven.home.LockHolder;
import dev.coven.home.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that lives in a home, found without asking it: it wrote its name there, and the
 * process of that name still runs. A number alone is never believed; the start must match too.
 *
 * @param process who it is
 * @param since when it came
 */
public record Occupant(ProcessIdentity process, Instant since) {
  /** More than a holder writes; a larger file is not a lock of ours. */
  private static final long MAX_LOCK_BYTES = 4096;

  /**
   * Looks for the occupant: by {@code daemon.lock}, which a daemon writes first of all, else by
   * {@code daemon.json}.
   *
   * @param home the home
   * @return who lives there, or empty when nobody who wrote there still runs
   */
  public static Optional<Occupant> find(CovenHome home) {
    return lockHolder(home.lock())
        .map(holder -> new Occupant(holder.process(), holder.since()))
        .filter(occupant -> occupant.process.isRunning())
        .or(() -> author(home).filter(occupant -> occupant.process.isRunning()));
  }

  private static Optional<LockHolder> lockHolder(Path lock) {
    try {
      return Files.size(lock) > MAX_LOCK_BYTES
          ? Optional.empty()
          : LockHolder.parse(Files.readString(lock));
    } catch (IOException unreadable) {
      // No lock, or no text: then nobody told a name, which is the answer.
      return Optional.empty();
    }
  }

  private static Optional<Occupant> author(CovenHome home) {
    return new DaemonFile(home).read() instanceof DaemonFile.Content.Present present
        ? Optional.of(
            new Occupant(present.daemon().process(), present.daemon().identity().startedAt()))
        : Optional.empty();
  }
}
