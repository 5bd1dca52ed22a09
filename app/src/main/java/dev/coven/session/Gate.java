package dev.coven.session;

import dev.coven.posix.NamedPipe;
import dev.coven.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Where a harness waits until it may begin: until its process is where it outlives the daemon, what
 * it needs is kept, and the ledger knows of it. Otherwise it could start others elsewhere, or print
 * what nobody finds again.
 */
final class Gate {
  private static final byte[] OPEN = {'g', 'o', '\n'};
  private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = 100_000;

  private final Path path;

  /**
   * The gate at a path.
   *
   * @param path a named pipe
   */
  Gate(Path path) {
    this.path = path;
  }

  /** Makes it. */
  void make() throws IOException {
    NamedPipe.create(path);
  }

  /** Whether nobody has opened it yet. */
  boolean isClosed() {
    return Files.exists(path);
  }

  /**
   * Opens it to the process that waits there, or will in a moment, and removes it.
   *
   * @param lives whether that process lives
   * @throws IOException when it does not come, or is gone
   */
  void open(BooleanSupplier lives) throws IOException {
    long deadline = System.nanoTime() + ARRIVAL_LIMIT.toNanos();
    while (!offer()) {
      if (!lives.getAsBoolean()) {
        break; // Its exit code tells the rest.
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the harness's shell does not come to its gate");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    Files.deleteIfExists(path);
  }

  private boolean offer() throws IOException {
    try {
      NamedPipe.write(path, OPEN);
      return true;
    } catch (PosixException e) {
      if (e.errno() == PosixException.ENXIO) {
        return false; // Nobody is there yet.
      }
      throw e;
    }
  }
}
