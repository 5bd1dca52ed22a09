package dev.coven.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * picocli, compiled anew. Its jar is made for Java 5, and class files older than Java 6 cannot be
 * linked into an AOT cache: parsing them took 28 of the 101 ms that a client command needed.
 */
final class Picocli {
  private Picocli() {}

  static boolean isPicocli(Path jar) {
    return jar.getFileName().toString().startsWith("picocli-");
  }

  /**
   * Compiles the sources, once for each build directory and version.
   *
   * @param sources picocli's sources jar
   * @return a jar with the classes
   */
  static Path recompile(Path sources, Path target) {
    var work = target.resolve("picocli");
    var jar = work.resolve(sources.getFileName().toString().replace("-sources", ""));
    if (Files.exists(jar)) {
      return jar;
    }
    try {
      var files = unpack(sources, Trees.empty(work).resolve("sources"));
      var classes = work.resolve("classes");
      compile(files, classes);
      var unfinished = work.resolve("unfinished.jar");
      Jars.pack(classes, unfinished);
      return Files.move(unfinished, jar);
    } catch (IOException e) {
      throw new UncheckedIOException("picocli could not be compiled", e);
    }
  }

  private static List<Path> unpack(Path sources, Path directory) throws IOException {
    var files = new ArrayList<Path>();
    try (var zip = new ZipFile(sources.toFile())) {
      for (var entry : zip.stream().filter(e -> e.getName().endsWith(".java")).toList()) {
        var file = directory.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        try (var content = zip.getInputStream(entry)) {
          Files.copy(content, file);
        }
        files.add(file);
      }
    }
    return files;
  }

  private static void compile(List<Path> files, Path classes) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--release",
                Integer.toString(Runtime.version().feature()),
                "-encoding",
                "UTF-8",
                // Not our code, not our warnings.
                "-nowarn",
                "-Xlint:none",
                "-proc:none",
                "-g:source,lines",
                "-d",
                classes.toString()));
    files.forEach(file -> arguments.add(file.toString()));
    JdkTool.run("javac", arguments);
  }
}
