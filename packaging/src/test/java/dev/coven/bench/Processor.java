package dev.coven.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of the processor time that a process has used; Linux alone. */
final class Processor {
  /** User and system time, the 14th and 15th field of /proc/PID/stat, in hundredths of a second. */
  private static final int USER_TIME = 14;

  private static final double TICK_MILLIS = 10;

  private Processor() {}

  /**
   * User and system time so far, of all threads.
   *
   * @param pid the process
   * @return milliseconds
   * @throws IOException when there is no such process
   */
  static double millis(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The program's name, in parentheses, is the second field and may hold blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return TICK_MILLIS
        * (Long.parseLong(fields[USER_TIME - 3]) + Long.parseLong(fields[USER_TIME - 2]));
  }
}
