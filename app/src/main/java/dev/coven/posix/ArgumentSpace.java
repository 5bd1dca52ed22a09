package dev.coven.posix;

import com.sun.jna.Platform;

/**
 * How much execve(2) takes.
 *
 * @param oneBytes the longest single argument or variable, with the NUL that ends it
 * @param allBytes all arguments and variables together, with their NULs and pointers
 */
public record ArgumentSpace(long oneBytes, long allBytes) {
  /** MAX_ARG_STRLEN of Linux, 32 pages; macOS has no such limit. */
  private static final long LINUX_ONE = 128 * 1024;

  /** A quarter of the stack's limit, but never more than this: three quarters of 8 MiB. */
  private static final long LINUX_MOST = 6L * 1024 * 1024;

  private static final int SC_ARG_MAX_LINUX = 0;
  private static final int SC_ARG_MAX_MAC = 1;

  /** What this system takes from this process now. */
  public static ArgumentSpace ofSystem() {
    if (Platform.isMac()) {
      long all = Posix.sysconf(SC_ARG_MAX_MAC);
      return new ArgumentSpace(all, all);
    }
    return new ArgumentSpace(LINUX_ONE, Math.min(Posix.sysconf(SC_ARG_MAX_LINUX), LINUX_MOST));
  }
}
