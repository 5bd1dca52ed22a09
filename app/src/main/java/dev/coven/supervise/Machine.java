package dev.coven.supervise;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What kind of machine this is, as its files tell.
 *
 * @param os the system's name, as Java has it
 * @param root the directory that all paths below start at
 * @param container what the environment says about a container, or null
 */
record Machine(String os, Path root, String container) {
  /**
   * What container engines leave for those inside (systemd's container interface, podman, docker).
   */
  private static final List<String> CONTAINER_MARKS =
      List.of("run/.containerenv", ".dockerenv", "run/systemd/container");

  /** This one. */
  static Machine here() {
    return new Machine(System.getProperty("os.name"), Path.of("/"), System.getenv("container"));
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  boolean isMac() {
    return os.startsWith("Mac");
  }

  /** Whether systemd is process 1: the test of sd_booted(3). */
  boolean runsSystemd() {
    return Files.isDirectory(path("run/systemd/system"));
  }

  /** Whether a program can be found; relative entries of PATH do not count. */
  boolean hasProgram(String name, String searchPath) {
    for (String directory : (searchPath == null ? "" : searchPath).split(File.pathSeparator)) {
      if (directory.startsWith("/") && Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }

  /** What explains that something is missing here, in brackets; empty for an ordinary machine. */
  String kind() {
    if (isWsl()) {
      return runsSystemd() ? " (WSL)" : " (WSL; systemd=true in /etc/wsl.conf turns it on)";
    }
    return isContainer() ? " (a container)" : "";
  }

  private boolean isWsl() {
    return read("proc/sys/kernel/osrelease").toLowerCase(Locale.ROOT).contains("microsoft");
  }

  private boolean isContainer() {
    return container != null
        || CONTAINER_MARKS.stream().anyMatch(mark -> Files.exists(path(mark)))
        || read("proc/1/environ").startsWith("container=")
        || read("proc/1/environ").contains("\0container=");
  }

  private String read(String file) {
    try {
      return new String(Files.readAllBytes(path(file)), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // Missing, or another user's: it says nothing then.
      return "";
    }
  }
}
