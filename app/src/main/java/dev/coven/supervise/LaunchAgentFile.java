package dev.coven.supervise;

import dev.coven.privacy.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A service's property list, in the directory that launchd loads at login. */
final class LaunchAgentFile {
  /** launchd refuses a file that others may write (launchd.plist(5)). */
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r--r--");

  private final Path path;

  LaunchAgentFile(Path directory, String label) {
    // The name is the label's by convention (launchd.plist(5)).
    this.path = directory.resolve(label + ".plist");
  }

  Path path() {
    return path;
  }

  boolean exists() {
    return Files.isRegularFile(path);
  }

  /** When the file was written last; empty when there is none. */
  Optional<Instant> written() throws ServiceException {
    try {
      return exists() ? Optional.of(Files.getLastModifiedTime(path).toInstant()) : Optional.empty();
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  /**
   * Replaces the file in one step. What is there already in the same words is left alone, its time
   * included, which tells since when the definition is this one.
   */
  void write(String text) throws ServiceException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // Not .plist: launchd would load a draft that a power cut leaves here.
    Path draft = path.resolveSibling("." + path.getFileName() + ".new");
    try {
      if (holds(bytes)) {
        return;
      }
      Files.createDirectories(path.getParent());
      Files.deleteIfExists(draft);
      try (FileChannel out =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
          out.write(left);
        }
        // The next login may be after a power cut.
        out.force(true);
      }
      Files.setPosixFilePermissions(draft, MODE);
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw cannot("written", e);
    }
  }

  private boolean holds(byte[] bytes) throws IOException {
    return exists()
        && !Files.isSymbolicLink(path)
        && Files.getPosixFilePermissions(path).equals(MODE)
        && Arrays.equals(Files.readAllBytes(path), bytes);
  }

  void remove() throws ServiceException {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw cannot("removed", e);
    }
  }

  private ServiceException cannot(String verb, IOException cause) {
    String why =
        switch (cause) {
          case AccessDeniedException denied -> denied.getFile() + ": permission denied";
          default -> cause.toString();
        };
    ServiceException error =
        new ServiceException(Printable.line(path + " cannot be " + verb + ": " + why), null);
    error.initCause(cause);
    return error;
  }
}
