package dev.coven.daemon;

import dev.coven.privacy.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * Makes the next move of a process between control groups quick.
 *
 * <p>The first move after a pause waits for an RCU grace period of the kernel, 8 ms and more; those
 * that follow within some 20 ms take microseconds (measured on Linux 6.18; see {@code favordynmods}
 * in the kernel's cgroup-v2.rst). So the daemon moves itself to where it is already, while it
 * prepares the process that systemd is to move.
 */
final class CgroupNudge {
  /** The line of the one hierarchy that systemd moves processes in; cgroups(7). */
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
  CgroupNudge(Path groups, Path mount) {
    this.groups = groups;
    this.mount = mount;
  }

  /** For this process. */
  static CgroupNudge ofThisProcess() {
    return new CgroupNudge(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  /** Returns at once; the kernel is waited for elsewhere. */
  void give() {
    Thread.ofPlatform().daemon().name("coven-cgroup").start(this::move);
  }

  private void move() {
    try {
      Optional<String> group =
          Files.readAllLines(groups).stream().filter(line -> line.startsWith(UNIFIED)).findFirst();
      if (group.isPresent()) {
        Path processes =
            mount.resolve(group.get().substring(UNIFIED.length())).resolve("cgroup.procs");
        Files.write(processes, SELF, StandardOpenOption.WRITE);
      }
    } catch (IOException e) {
      // No logger of the class's own: that would be made before the log is open.
      Logger.tag("daemon").debug(LogLine.of("launches take some ms longer").with("cause", e));
    }
  }
}
