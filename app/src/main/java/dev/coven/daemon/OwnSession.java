package dev.coven.daemon;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** Leaves the terminal's session, so that its hang-up and its Ctrl-C do not reach the daemon. */
final class OwnSession {
  private OwnSession() {}

  /**
   * Makes this process the leader of a new session without a terminal: setsid(2).
   *
   * @throws IllegalStateException when it leads a process group already, as a shell's job does
   */
  @SuppressWarnings("restricted") // setsid takes nothing and touches no memory
  static void begin() {
    Linker linker = Linker.nativeLinker();
    int session;
    try {
      session =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().find("setsid").orElseThrow(),
                      FunctionDescriptor.of(ValueLayout.JAVA_INT))
                  .invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("setsid failed", e);
    }
    if (session < 0) {
      throw new IllegalStateException("setsid failed: this process leads a process group already");
    }
  }
}
