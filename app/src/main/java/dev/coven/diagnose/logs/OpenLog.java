package dev.coven.diagnose.logs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A file of the log, open: it can be read to its end whatever becomes of its name.
 *
 * @param key which file it is
 * @param channel to read from
 */
record OpenLog(Object key, FileChannel channel) implements Closeable {
  /**
   * Opens what has a name now.
   *
   * @return empty when nothing has
   * @throws IOException when it cannot be opened
   */
  static Optional<OpenLog> open(Path path) throws IOException {
    while (true) {
      Optional<Object> before = key(path);
      if (before.isEmpty()) {
        return Optional.empty();
      }
      FileChannel channel;
      try {
        channel = FileChannel.open(path, StandardOpenOption.READ);
      } catch (NoSuchFileException gone) {
        return Optional.empty();
      }
      if (key(path).equals(before)) {
        return Optional.of(new OpenLog(before.get(), channel));
      }
      // It was put away in between, and this may be the one or the other.
      channel.close();
    }
  }

  /** Which file has a name now; empty when none has. */
  static Optional<Object> key(Path path) throws IOException {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
