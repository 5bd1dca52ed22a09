package dev.coven.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of a process's memory; Linux alone. */
public final class Memory {
  private Memory() {}

  /**
   * A line of /proc/PID/status.
   *
   * @param pid the process
   * @param name such as VmRSS
   * @return megabytes, of 1024 times 1024 bytes
   * @throws IOException when there is no such process or line
   */
  public static double of(long pid, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no " + name + " of process " + pid);
  }
}
