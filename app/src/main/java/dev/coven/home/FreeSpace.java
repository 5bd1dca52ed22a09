package dev.coven.home;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file system has left.
 *
 * @param store where it is mounted, and from what, as the system names it
 * @param bytes free for this user, in bytes
 * @param readOnly whether it is mounted so that nothing can be written
 */
public record FreeSpace(String store, long bytes, boolean readOnly) {
  /**
   * Asks the file system of a path.
   *
   * @param path a file or directory that exists
   * @return its figures, or empty when the system does not tell: they only explain
   */
  public static Optional<FreeSpace> at(Path path) {
    try {
      FileStore store = Files.getFileStore(path);
      return Optional.of(
          new FreeSpace(store.toString(), store.getUsableSpace(), store.isReadOnly()));
    } catch (IOException notTold) {
      return Optional.empty();
    }
  }
}
