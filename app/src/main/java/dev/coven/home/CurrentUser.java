package dev.coven.home;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The user that this process runs as, by the kernel's word and not by a property's. */
public final class CurrentUser {
  private static final int UID = readUid();

  private CurrentUser() {}

  /** The effective user id. */
  public static int uid() {
    return UID;
  }

  @SuppressWarnings("restricted") // geteuid takes nothing and touches no memory
  private static int readUid() {
    Path self = Path.of("/proc/self");
    if (Files.exists(self)) {
      try {
        return (Integer) Files.getAttribute(self, "unix:uid");
      } catch (IOException e) {
        throw new IllegalStateException("/proc is mounted but cannot be read", e);
      }
    }
    // macOS has no /proc; asking libc costs the native linker's start, some 30 ms, only there.
    Linker linker = Linker.nativeLinker();
    try {
      return (int)
          linker
              .downcallHandle(
                  linker.defaultLookup().find("geteuid").orElseThrow(),
                  FunctionDescriptor.of(ValueLayout.JAVA_INT))
              .invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("geteuid failed", e);
    }
  }

  /**
   * The home directory of the passwd entry, asked through the system's own tool so that directory
   * services answer too: {@code getent} on Linux, {@code id -P} on macOS.
   *
   * @return the directory, or empty when there is no entry
   */
  static Optional<String> passwdHome() {
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    ProcessBuilder query =
        mac
            ? new ProcessBuilder("/usr/bin/id", "-P")
            : new ProcessBuilder("getent", "passwd", Integer.toString(UID));
    // passwd(5): name:password:uid:gid:gecos:directory:shell; id -P puts three more before gecos.
    int field = mac ? 8 : 5;
    try {
      Process process = query.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String entry =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String[] fields = entry.split(":", -1);
      return fields.length > field && fields[field].startsWith("/")
          ? Optional.of(fields[field])
          : Optional.empty();
    } catch (IOException e) {
      // No such tool: then there is no entry to be had, which the caller reports.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
