package dev.coven.supervise;

import dev.coven.home.CovenHome;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The standard streams of a daemon without a supervisor: nearly empty, unless it dies early.
 *
 * <p>Everybody appends: several starts may run at once, and a file that is cut under another's
 * append loses lines, but never gets a hole. It is cut only when it has grown, which no healthy
 * daemon makes it do.
 */
final class StartLog {
  private static final long MAX_BYTES = 64 * 1024;

  private final Path path;
  private final long from;

  private StartLog(Path path, long from) {
    this.path = path;
    this.from = from;
  }

  /**
   * Makes the file ready for another daemon's output, mode 0600.
   *
   * @throws IOException when the home cannot be written
   */
  static StartLog open(CovenHome home) throws IOException {
    createPrivate(home.logs(), true);
    createPrivate(home.startLog(), false);
    try (RandomAccessFile file = new RandomAccessFile(home.startLog().toFile(), "rw")) {
      if (file.length() > MAX_BYTES) {
        file.setLength(0);
      }
      return new StartLog(home.startLog(), file.length());
    }
  }

  private static void createPrivate(Path path, boolean directory) throws IOException {
    try {
      if (directory) {
        Files.createDirectory(path, mode("rwx------"));
      } else {
        Files.createFile(path, mode("rw-------"));
      }
    } catch (FileAlreadyExistsException e) {
      // Of an earlier start; the home around it is private.
    }
  }

  private static java.nio.file.attribute.FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  /** The file to append to. */
  File file() {
    return path.toFile();
  }

  /**
   * The last lines that were written since this log was opened, safe to print, each indented.
   *
   * @return the lines, or an empty text when nothing was written
   */
  String tail() {
    return LogTail.since(path, from);
  }
}
