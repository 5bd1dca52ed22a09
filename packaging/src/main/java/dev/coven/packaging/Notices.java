package dev.coven.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** Names the licence of all that the image carries, and adds the licence texts found in jars. */
record Notices(Properties known) {
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*)\\.jar");
  private static final Pattern TEXT =
      Pattern.compile("META-INF/(?:.*/)?((?:LICENSE|NOTICE|AL2|LGPL)[^/]*)");

  static Notices load(Path file) throws IOException {
    var known = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      known.load(reader);
    }
    return new Notices(known);
  }

  /**
   * Writes {@code NOTICE} and {@code share/doc/coven/licenses} into the image.
   *
   * @throws BuildException naming every jar whose licence is not on the list
   */
  void write(List<Path> jars, Path image) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("Coven, under the Apache License 2.0 (LICENSE). This image also holds:");
    lines.add("");
    lines.add("runtime: OpenJDK %s".formatted(Runtime.version()));
    lines.add("    GPL-2.0-only WITH Classpath-exception-2.0, see runtime/legal");
    var unnamed = new ArrayList<String>();
    for (var jar : jars) {
      var file = jar.getFileName().toString();
      var name = JAR.matcher(file);
      if (file.startsWith("coven-")) {
        continue;
      }
      if (!name.matches() || !known.containsKey(name.group(1))) {
        unnamed.add(file);
        continue;
      }
      lines.add("%s %s".formatted(name.group(1), name.group(2)));
      lines.add("    " + known.getProperty(name.group(1)));
      copyTexts(jar, image.resolve("share/doc/coven/licenses").resolve(name.group(1)));
    }
    if (!unnamed.isEmpty()) {
      throw new BuildException("third-party.properties names no licence for " + unnamed);
    }
    Files.write(image.resolve("NOTICE"), lines);
  }

  private static void copyTexts(Path jar, Path directory) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      for (var entry : file.stream().toList()) {
        var text = TEXT.matcher(entry.getName());
        if (text.matches()) {
          Files.createDirectories(directory);
          try (var content = file.getInputStream(entry)) {
            Files.copy(content, directory.resolve(text.group(1)));
          }
        }
      }
    }
  }
}
