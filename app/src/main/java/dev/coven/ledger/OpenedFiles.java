package dev.coven.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Which files were opened, so that it shows when their names lead elsewhere. SQLite goes on with
 * what it has open, and everything that is written then is lost when the process ends.
 */
final class OpenedFiles {
  private final Path ledger;
  private final Path wal;
  private final Object ledgerKey;
  private final Object walKey;

  private OpenedFiles(Path ledger, Path wal) throws IOException {
    this.ledger = ledger;
    this.wal = wal;
    this.ledgerKey = key(ledger);
    this.walKey = key(wal);
  }

  /**
   * Notes which files these are.
   *
   * @param ledger the ledger, just opened
   * @param wal its write-ahead log
   * @throws IOException when one of them is not there
   */
  static OpenedFiles of(Path ledger, Path wal) throws IOException {
    return new OpenedFiles(ledger, wal);
  }

  /**
   * Looks whether the names still lead to the files.
   *
   * @return what happened to one of them, in words that follow its name; empty when all is well
   * @throws IOException when they cannot be examined
   */
  Optional<Loss> loss() throws IOException {
    Optional<String> ledgerLost = lost(ledger, ledgerKey);
    if (ledgerLost.isPresent()) {
      return Optional.of(new Loss(ledger, ledgerLost.get(), false));
    }
    return lost(wal, walKey).map(what -> new Loss(wal, what, true));
  }

  /**
   * A name that leads elsewhere.
   *
   * @param path the name
   * @param what happened, in words that follow the name
   * @param logOnly whether the ledger itself is where it was
   */
  record Loss(Path path, String what, boolean logOnly) {}

  /** Whether the log's name still leads to the log that was opened. */
  boolean walIsOurs() throws IOException {
    return lost(wal, walKey).isEmpty();
  }

  private static Optional<String> lost(Path path, Object opened) throws IOException {
    try {
      return key(path).equals(opened)
          ? Optional.empty()
          : Optional.of("was replaced by another file while the daemon ran");
    } catch (NoSuchFileException e) {
      return Optional.of("was deleted or moved away while the daemon ran");
    }
  }

  /** Device and inode. */
  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}
