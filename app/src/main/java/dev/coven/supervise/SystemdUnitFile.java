package dev.coven.supervise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A unit's file in the user's unit directory, and the links beside it that start it at login
 * (systemd.unit(5)).
 */
final class SystemdUnitFile {
  private static final Path MASK = Path.of("/dev/null");

  private final Path path;

  SystemdUnitFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Whether there is a definition; a link that leads nowhere is none. */
  boolean exists() {
    return Files.isRegularFile(path);
  }

  /** Whether the user forbade the unit, as {@code systemctl mask} does it. */
  boolean isMask() {
    try {
      return Files.isSymbolicLink(path) && Files.readSymbolicLink(path).equals(MASK);
    } catch (IOException e) {
      // It went between the two looks.
      return false;
    }
  }

  /** Whether exactly this text is installed. */
  boolean holds(String text) throws IOException {
    try {
      return Files.readString(path, StandardCharsets.UTF_8).equals(text);
    } catch (NoSuchFileException | MalformedInputException e) {
      return false;
    }
  }

  /** When the definition was last changed; empty without one. */
  Optional<Instant> modified() {
    try {
      return Optional.of(Files.getLastModifiedTime(path).toInstant());
    } catch (IOException e) {
      // Gone, or behind a directory that cannot be entered: systemd's own view has to do.
      return Optional.empty();
    }
  }

  /** Whether this is the file that systemd read, by whichever path. */
  boolean isSameAs(String fragment) {
    try {
      return !fragment.isEmpty() && Files.isSameFile(path, Path.of(fragment));
    } catch (IOException e) {
      // One of them does not exist.
      return false;
    }
  }

  /**
   * Replaces the file in one step. After a power cut there is the old text or the new one: a unit
   * that was cut off to nothing would count as masked.
   */
  void write(String text) throws IOException {
    Path directory = Files.createDirectories(path.getParent());
    Path draft = Files.createTempFile(directory, "." + path.getFileName() + ".", ".new");
    try {
      try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
    sync(directory);
  }

  /** Removes the file, if there is one; a mask is the user's and stays. */
  void remove() throws IOException {
    if (!isMask() && Files.deleteIfExists(path)) {
      sync(path.getParent());
    }
  }

  /** Whether a link starts this very file at login. */
  boolean isLinked() throws IOException {
    for (Path link : links()) {
      if (Files.exists(link) && Files.isSameFile(link, path)) {
        return true;
      }
    }
    return false;
  }

  /** Removes the links that start it, wherever they lead, and what directories that empties. */
  void removeLinks() throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (Path link : links()) {
      Files.deleteIfExists(link);
      directories.add(link.getParent());
    }
    for (Path directory : directories) {
      try {
        Files.deleteIfExists(directory);
      } catch (DirectoryNotEmptyException e) {
        // Other services are started from here.
      }
    }
  }

  private List<Path> links() throws IOException {
    List<Path> links = new ArrayList<>();
    if (!Files.isDirectory(path.getParent())) {
      return links;
    }
    try (DirectoryStream<Path> targets =
        Files.newDirectoryStream(path.getParent(), "*.{wants,requires,upholds}")) {
      for (Path target : targets) {
        Path link = target.resolve(path.getFileName());
        if (Files.isSymbolicLink(link)) {
          links.add(link);
        }
      }
    }
    return links;
  }

  /** A name is on disk when its directory is. */
  private static void sync(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
