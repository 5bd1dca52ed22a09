package dev.coven.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes what was written survive a power cut. */
final class FileSync {
  private FileSync() {}

  /**
   * Waits until a file's contents, or a directory's entries, are on the disk.
   *
   * @param path an existing file that no SQLite connection of this process has open, since closing
   *     any descriptor of a file drops the locks on it; or a directory
   * @throws IOException when the system cannot tell that they are
   */
  static void sync(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      file.force(true);
    }
  }
}
