package dev.coven.packaging;

import java.util.Locale;

/** The operating system and processor of this build, and how each library spells them. */
enum Platform {
  LINUX_X86_64("Linux/x86_64", "amd64-Linux-clang", "linux-x86-64", "linux/x86-64", "so", "so"),
  LINUX_AARCH64(
      "Linux/aarch64", "aarch64-Linux-clang", "linux-aarch64", "linux/aarch64", "so", "so"),
  MAC_X86_64("Mac/x86_64", "x86_64-MacOSX-clang", "darwin-x86-64", "darwin", "dylib", "jnilib"),
  MAC_AARCH64("Mac/aarch64", "aarch64-MacOSX-clang", "darwin-aarch64", "darwin", "dylib", "jnilib");

  /** Folder in sqlite-jdbc. */
  final String sqlite;

  /** Folder in junixsocket-native-common. */
  final String junixsocket;

  /** Folder in jna. */
  final String jna;

  /** Folder in pty4j, which it also looks for below its preferred native folder. */
  final String pty4j;

  /** Ending of a native library. */
  final String ending;

  /** Ending of JNA's, which keeps the old one on macOS. */
  final String jnaEnding;

  Platform(
      String sqlite,
      String junixsocket,
      String jna,
      String pty4j,
      String ending,
      String jnaEnding) {
    this.sqlite = sqlite;
    this.junixsocket = junixsocket;
    this.jna = jna;
    this.pty4j = pty4j;
    this.ending = ending;
    this.jnaEnding = jnaEnding;
  }

  /**
   * The platform that runs this.
   *
   * @throws BuildException when Coven is not built for it
   */
  static Platform current() {
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arm = System.getProperty("os.arch").equals("aarch64");
    if (!arm && !System.getProperty("os.arch").matches("amd64|x86_64")) {
      throw unknown();
    }
    if (os.startsWith("mac")) {
      return arm ? MAC_AARCH64 : MAC_X86_64;
    }
    if (os.equals("linux")) {
      return arm ? LINUX_AARCH64 : LINUX_X86_64;
    }
    throw unknown();
  }

  private static BuildException unknown() {
    return new BuildException(
        "Coven has no image for %s on %s: Linux and macOS, x86-64 and arm64"
            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
  }
}
