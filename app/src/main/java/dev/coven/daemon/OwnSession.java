package dev.coven.daemon;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/** Leaves the terminal's session, so that its hang-up and its Ctrl-C do not reach the daemon. */
final class OwnSession {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String IGNORED = "SigIgn:";

  /** HUP, INT and QUIT: what nohup, and a shell's background, set to be ignored; see signal(7). */
  private static final int[] TERMINAL_SIGNALS = {1, 2, 3};

  private OwnSession() {}

  /**
   * Makes this process the leader of a new session without a terminal, setsid(2), and lets go of
   * what its caller ignored: harnesses would inherit it, and not die of their terminals' hang-up.
   *
   * @throws IllegalStateException when it leads a process group already, as a shell's job does
   */
  static void begin() {
    try {
      if ((int) function("setsid", FunctionDescriptor.of(ValueLayout.JAVA_INT)).invokeExact() < 0) {
        throw new IllegalStateException("this process leads a process group already");
      }
      long ignored = ignoredSignals();
      for (int signal : TERMINAL_SIGNALS) {
        if ((ignored & 1L << signal - 1) != 0) {
          setToDefault(signal);
        }
      }
    } catch (Throwable e) {
      throw new IllegalStateException("no session of its own can be begun", e);
    }
  }

  /** The kernel's mask; empty where it does not tell, as on macOS. */
  private static long ignoredSignals() throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(IGNORED)) {
        return Long.parseUnsignedLong(line.substring(IGNORED.length()).strip(), 16);
      }
    }
    return 0;
  }

  private static void setToDefault(int signal) throws Throwable {
    MethodHandle function =
        function(
            "signal",
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    // SIG_DFL is the null pointer.
    var before = (MemorySegment) function.invokeExact(signal, MemorySegment.NULL);
    if (before.address() == -1) {
      throw new IllegalStateException("signal " + signal + " cannot be set to its default");
    }
  }

  @SuppressWarnings("restricted") // Neither function touches memory of ours.
  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
  }
}
