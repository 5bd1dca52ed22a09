package dev.coven.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which of the standard streams are terminals. */
record Terminals(boolean input, boolean output) {
  private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");

  /**
   * Looks at this process. Linux tells by the names of what the descriptors are open on, in a tenth
   * of a millisecond; elsewhere {@link System#console} tells, and only for both together.
   */
  static Terminals detect() {
    if (Files.isDirectory(OWN_DESCRIPTORS)) {
      return new Terminals(isTerminal(0), isTerminal(1));
    }
    boolean both = System.console() != null && System.console().isTerminal();
    return new Terminals(both, both);
  }

  /** Whether a person sits at both ends. */
  boolean both() {
    return input && output;
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String name =
          Files.readSymbolicLink(OWN_DESCRIPTORS.resolve(Integer.toString(descriptor))).toString();
      return name.startsWith("/dev/pts/")
          || name.startsWith("/dev/tty")
          || name.equals("/dev/console");
    } catch (IOException closed) {
      return false;
    }
  }
}
