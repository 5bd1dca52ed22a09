package dev.coven.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes jars that are the same bytes for the same content. */
final class Jars {
  /** The oldest time a zip can hold. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Jars() {}

  /** Copies the entries of a jar, in their order, whose names are wanted. Directories go. */
  static void copy(Path jar, Path copy, Predicate<String> wanted) throws IOException {
    try (var from = new JarFile(jar.toFile());
        var to = new ZipOutputStream(Files.newOutputStream(copy))) {
      var entries =
          from.stream().filter(e -> !e.isDirectory() && wanted.test(e.getName())).toList();
      for (var entry : entries) {
        to.putNextEntry(timeless(entry.getName()));
        try (var content = from.getInputStream(entry)) {
          content.transferTo(to);
        }
      }
    }
  }

  /** Packs the files below a directory, in the order of their names. */
  static void pack(Path directory, Path jar) throws IOException {
    try (var to = new ZipOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(directory)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        to.putNextEntry(timeless(directory.relativize(file).toString()));
        Files.copy(file, to);
      }
    }
  }

  private static ZipEntry timeless(String name) {
    var entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    return entry;
  }
}
