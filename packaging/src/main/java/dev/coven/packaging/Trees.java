package dev.coven.packaging;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Directory trees: copied, removed, summed up, made readable. Links are never followed. */
final class Trees {
  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> PLAIN =
      PosixFilePermissions.fromString("rw-r--r--");

  /** That of all files in an image: any will do that never changes. */
  static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private Trees() {}

  /** An empty directory in place of whatever was there. */
  static Path empty(Path directory) throws IOException {
    delete(directory);
    return Files.createDirectories(directory);
  }

  static void delete(Path tree) throws IOException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      try (var paths = Files.walk(tree)) {
        for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** Copies what is below a directory into another, with modes. */
  static void copy(Path from, Path to) throws IOException {
    for (var path : below(from)) {
      var copy = to.resolve(from.relativize(path).toString());
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, EXECUTABLE);
  }

  /**
   * Lets every user read the tree whatever the umask of this build: directories, scripts and what
   * was executable become 755, all other files 644.
   */
  static void normalizeModes(Path tree) throws IOException {
    for (var path : below(tree)) {
      if (!Files.isSymbolicLink(path)) {
        var executable =
            Files.isDirectory(path)
                || Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_EXECUTE)
                || isScript(path);
        Files.setPosixFilePermissions(path, executable ? EXECUTABLE : PLAIN);
      }
    }
  }

  /** A sum over the names and contents of files and trees, which changes when any of them does. */
  static String digest(Collection<Path> inputs) throws IOException {
    var sum = sha256();
    for (var input : inputs) {
      for (var path : below(input)) {
        sum.update(path.toString().getBytes(StandardCharsets.UTF_8));
        if (Files.isRegularFile(path)) {
          sum.update((byte) (Files.isExecutable(path) ? 1 : 0));
          try (var content = new DigestInputStream(Files.newInputStream(path), sum)) {
            content.transferTo(OutputStream.nullOutputStream());
          }
        }
      }
    }
    return HexFormat.of().formatHex(sum.digest());
  }

  /**
   * Gives every file one time. An AOT cache holds for jars of one time only, and an archive that is
   * the same for the same image cannot keep those of the day.
   */
  static void setTimes(Path tree) throws IOException {
    for (var path : below(tree)) {
      if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.setLastModifiedTime(path, FileTime.from(TIME));
      }
    }
  }

  /** A tree and all below it, sorted. */
  static List<Path> below(Path tree) throws IOException {
    try (var paths = Files.walk(tree)) {
      return paths.sorted().toList();
    }
  }

  private static boolean isScript(Path file) throws IOException {
    try (var content = Files.newInputStream(file)) {
      return content.read() == '#' && content.read() == '!';
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
