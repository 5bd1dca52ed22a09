package dev.coven.daemon;

import dev.coven.contract.Json;
import dev.coven.home.CovenHome;
import dev.coven.home.LockHolder;
import dev.coven.home.ProcessIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;

/**
 * The lock that makes one daemon the owner of a home, held until the process ends. The kernel gives
 * it back then, however the process ended, so a lock is never stale.
 *
 * <p>The file must be opened once in a process: closing any other descriptor of it would drop the
 * lock, as POSIX has it.
 */
final class HomeLock implements AutoCloseable {
  /** How long the next daemon waits for the one before it: longer than a drain takes. */
  static final Duration WAIT = Duration.ofSeconds(15);

  private static final Duration LOOK_EVERY = Duration.ofMillis(25);
  private static final int MAX_TEXT_BYTES = 4096;

  private final FileChannel file;

  private HomeLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock; waits for another holder to let go.
   *
   * @param home the home to own
   * @param wait how long to wait
   * @param clock gives the time that is written into the file
   * @param pause waits between two looks
   * @return the lock, or empty when the pause said to give up
   * @throws ParkedException when another daemon still holds it, naming its pid and start
   * @throws IOException when the file cannot be opened or written
   * @throws InterruptedException when interrupted while waiting
   */
  static Optional<HomeLock> acquire(CovenHome home, Duration wait, InstantSource clock, Pause pause)
      throws ParkedException, IOException, InterruptedException {
    FileChannel file =
        FileChannel.open(
            home.lock(),
            EnumSet.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      long deadline = System.nanoTime() + wait.toNanos();
      FileLock lock = file.tryLock();
      while (lock == null) {
        if (System.nanoTime() >= deadline) {
          throw new ParkedException(heldMessage(home, file), null);
        }
        if (pause.pause(LOOK_EVERY)) {
          file.close();
          return Optional.empty();
        }
        lock = file.tryLock();
      }
      write(file, new LockHolder(ProcessIdentity.self(), clock.instant()));
      return Optional.of(new HomeLock(file));
    } catch (ParkedException | IOException | InterruptedException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static String heldMessage(CovenHome home, FileChannel file) throws IOException {
    Optional<LockHolder> holder = LockHolder.parse(read(file));
    String who =
        holder
            .map(
                h ->
                    "another daemon (pid "
                        + h.process().pid()
                        + ", since "
                        + Json.format(h.since())
                        + ")")
            .orElse("another process");
    return "The home "
        + home.directory()
        + " belongs to "
        + who
        + ". See: coven daemon status. To end it: coven daemon stop";
  }

  private static String read(FileChannel file) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_TEXT_BYTES);
    file.read(text, 0);
    return StandardCharsets.UTF_8.decode(text.flip()).toString();
  }

  private static void write(FileChannel file, LockHolder holder) throws IOException {
    file.truncate(0);
    ByteBuffer text = ByteBuffer.wrap(holder.toText().getBytes(StandardCharsets.UTF_8));
    while (text.hasRemaining()) {
      file.write(text, text.position());
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
