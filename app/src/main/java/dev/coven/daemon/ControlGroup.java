package dev.coven.daemon;

import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * This process's place in the hierarchy of control groups, in which systemd keeps processes apart;
 * cgroups(7). A hierarchy of version 1 counts as none.
 */
final class ControlGroup {
  /** The line of the one hierarchy that systemd moves processes in. */
  private static final String UNIFIED = "0::/";

  /** In cgroup.procs: the process that writes. */
  private static final byte[] SELF = "0\n".getBytes(StandardCharsets.US_ASCII);

  private final Path groups;
  private final Path mount;

  /**
   * For the process whose groups are listed.
   *
   * @param groups lists them, as /proc/self/cgroup does
   * @param mount where the hierarchy is mounted
   */
  ControlGroup(Path groups, Path mount) {
    this.groups = groups;
    this.mount = mount;
  }

  /** For this process. */
  static ControlGroup ofThisProcess() {
    return new ControlGroup(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  /**
   * Makes the next move of a process between groups quick; returns at once.
   *
   * <p>The first move after a pause waits for an RCU grace period of the kernel, 8 ms and more;
   * those that follow within some 20 ms take microseconds (measured on Linux 6.18; see {@code
   * favordynmods} in the kernel's cgroup-v2.rst). So the daemon moves itself to where it is
   * already, while it prepares the process that systemd is to move.
   */
  void nudge() {
    Thread.ofPlatform().daemon().name("coven-cgroup").start(this::moveToSameGroup);
  }

  private void moveToSameGroup() {
    try {
      Optional<Path> group = find();
      if (group.isPresent()) {
        Files.write(group.get().resolve("cgroup.procs"), SELF, StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      // No logger of the class's own: that would be made before the log is open.
      Logger.tag("daemon").debug(LogLine.of("launches take some ms longer").with("cause", e));
    }
  }

  /**
   * Whether the user's systemd can hold groups to a limit. Without the controller it takes the
   * limit, and enforces nothing.
   *
   * @param controller its name, such as {@code memory}
   * @throws IOException when the hierarchy cannot be read
   */
  boolean has(String controller) throws IOException {
    Optional<Path> group = find();
    if (group.isEmpty()) {
      return false;
    }
    // What systemd was given for all of the user's services; below, it passes on only what some
    // unit asks for.
    Path manager = group.get();
    for (Path each = manager; each.startsWith(mount); each = each.getParent()) {
      if (each.getFileName().toString().startsWith("user@")) {
        manager = each;
        break;
      }
    }
    try {
      String all = Files.readString(manager.resolve("cgroup.controllers"));
      return List.of(all.strip().split(" ")).contains(controller);
    } catch (NoSuchFileException none) {
      return false;
    }
  }

  private Optional<Path> find() throws IOException {
    return Files.readAllLines(groups).stream()
        .filter(line -> line.startsWith(UNIFIED))
        .findFirst()
        .map(line -> mount.resolve(line.substring(UNIFIED.length())));
  }
}
