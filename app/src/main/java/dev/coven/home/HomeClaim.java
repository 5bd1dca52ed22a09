package dev.coven.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;

/**
 * A home that is kept for a while by a process that is no daemon, so that no daemon begins in it: a
 * repair of the ledger. The lock is the daemon's own, {@code daemon.lock}; a daemon that is started
 * meanwhile waits for it as it would for the daemon before it.
 */
public final class HomeClaim implements AutoCloseable {
  private final FileChannel file;

  private HomeClaim(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the home if nobody has it; does not wait.
   *
   * @param home an existing home
   * @param clock gives the time that is written into the lock's file
   * @return the claim, to be closed, or empty when a daemon, or another claim, has the home
   * @throws IOException when the lock's file cannot be opened or written
   */
  public static Optional<HomeClaim> take(CovenHome home, InstantSource clock) throws IOException {
    FileChannel file =
        FileChannel.open(
            home.lock(),
            EnumSet.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      if (file.tryLock() == null) {
        file.close();
        return Optional.empty();
      }
      LockHolder holder = new LockHolder(ProcessIdentity.self(), clock.instant());
      ByteBuffer text = ByteBuffer.wrap(holder.toText().getBytes(StandardCharsets.UTF_8));
      file.truncate(0);
      while (text.hasRemaining()) {
        file.write(text, text.position());
      }
      return Optional.of(new HomeClaim(file));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Gives the home back; nobody is named as its holder any more. */
  @Override
  public void close() throws IOException {
    try (file) {
      file.truncate(0);
    }
  }
}
