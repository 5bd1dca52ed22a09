package dev.coven.supervise;

import dev.coven.supervise.ServiceState.Activity;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a supervisor may say of a service that is installed and enabled. */
public final class States {
  private States() {}

  /** It has a process, which is not ready. */
  public static ServiceState starting(long restarts, long pid) {
    return of(Activity.STARTING, restarts, OptionalLong.of(pid), Optional.empty());
  }

  /** Its process runs. */
  public static ServiceState running(long restarts, long pid) {
    return of(Activity.RUNNING, restarts, OptionalLong.of(pid), Optional.empty());
  }

  /** It is told to end. */
  public static ServiceState stopping(long pid) {
    return of(Activity.STOPPING, 0, OptionalLong.of(pid), Optional.empty());
  }

  /** It ended, and is about to be started again. */
  public static ServiceState restarting(long restarts, String lastExit) {
    return of(Activity.RESTARTING, restarts, OptionalLong.empty(), Optional.of(lastExit));
  }

  /** It does not run. */
  public static ServiceState stopped() {
    return of(Activity.STOPPED, 0, OptionalLong.empty(), Optional.empty());
  }

  private static ServiceState of(
      Activity activity, long restarts, OptionalLong pid, Optional<String> lastExit) {
    return new ServiceState(
        true,
        true,
        activity,
        pid,
        pid.isPresent() ? Optional.of(Instant.now()) : Optional.empty(),
        restarts,
        Optional.empty(),
        lastExit,
        OptionalInt.empty(),
        false,
        false,
        Optional.empty());
  }
}
