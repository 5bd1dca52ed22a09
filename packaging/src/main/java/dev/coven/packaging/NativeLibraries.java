package dev.coven.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The native libraries in one jar. Unpacked at build time they cost no start-up, leave nothing in
 * /tmp and work where /tmp is mounted noexec; the image's jars then need not carry those of every
 * platform.
 *
 * @param jar where they are
 * @param code the entries that are native code, for any platform; null when the jar has none
 * @param entry the one for this platform
 * @param name its path below the image's {@code lib/native}
 */
record NativeLibraries(Path jar, Pattern code, String entry, String name) {
  /** What is known of a jar, by its file name. */
  static NativeLibraries of(Path jar, Platform platform) {
    var file = jar.getFileName().toString();
    if (file.startsWith("sqlite-jdbc-")) {
      var name = sqlite(platform);
      return new NativeLibraries(
          jar,
          Pattern.compile("org/sqlite/native/.*"),
          "org/sqlite/native/%s/%s".formatted(platform.sqlite, name),
          name);
    }
    if (file.startsWith("junixsocket-native-common-")) {
      var version = file.substring("junixsocket-native-common-".length(), file.length() - 4);
      return new NativeLibraries(
          jar,
          Pattern.compile("lib/.*"),
          "lib/%s/jni/libjunixsocket-native-%s.%s"
              .formatted(platform.junixsocket, version, platform.ending),
          junixsocket(platform));
    }
    if (file.startsWith("pty4j-")) {
      var name = "%s/libpty.%s".formatted(platform.pty4j, platform.ending);
      return new NativeLibraries(
          jar,
          Pattern.compile("resources/com/pty4j/native/.*"),
          "resources/com/pty4j/native/" + name,
          name);
    }
    if (file.startsWith("jna-") && !file.startsWith("jna-platform-")) {
      var name = "libjnidispatch." + platform.jnaEnding;
      return new NativeLibraries(
          jar,
          Pattern.compile("com/sun/jna/[^/]+/(lib)?jnidispatch\\.[a-z]+"),
          "com/sun/jna/%s/%s".formatted(platform.jna, name),
          name);
    }
    return new NativeLibraries(jar, null, null, null);
  }

  /** The file name the launcher tells sqlite-jdbc. */
  static String sqlite(Platform platform) {
    return "libsqlitejdbc." + platform.ending;
  }

  /** The file name the launcher tells junixsocket. */
  static String junixsocket(Platform platform) {
    return "libjunixsocket-native." + platform.ending;
  }

  /**
   * Writes this platform's library below a directory.
   *
   * @throws BuildException when the jar, perhaps a new version, does not hold it where expected
   */
  void unpack(Path natives) throws IOException {
    if (entry == null) {
      return;
    }
    try (var file = new JarFile(jar.toFile())) {
      var found = file.getEntry(entry);
      if (found == null) {
        throw new BuildException("%s holds no %s".formatted(jar.getFileName(), entry));
      }
      var library = natives.resolve(name);
      Files.createDirectories(library.getParent());
      try (var content = file.getInputStream(found)) {
        Files.copy(content, library);
      }
    }
  }

  /** Copies the jar without its native code. */
  void copyWithout(Path copy) throws IOException {
    if (code == null) {
      Files.copy(jar, copy);
    } else {
      Jars.copy(jar, copy, name -> !code.matcher(name).matches());
    }
  }
}
