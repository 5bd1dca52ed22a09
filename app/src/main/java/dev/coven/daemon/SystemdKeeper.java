package dev.coven.daemon;

import dev.coven.contract.HandoverMode;
import dev.coven.contract.SessionLimits;
import dev.coven.home.CurrentUser;
import dev.coven.posix.Descriptor;
import dev.coven.privacy.LogLine;
import dev.coven.session.SessionKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.tinylog.Logger;

/**
 * systemd as the keeper of sessions: descriptors in the store of the daemon's service, each harness
 * in a scope of its own.
 */
final class SystemdKeeper implements SessionKeeper, AutoCloseable {
  /** Our units say so when they have a store; how many descriptors it takes. */
  static final String STORE_VARIABLE = "COVEN_DESCRIPTOR_STORE";

  /** How long systemd may take to move a process. */
  private static final Duration MOVE_LIMIT = Duration.ofSeconds(2);

  /** It takes less than a millisecond, and a launch waits for it. */
  private static final long LOOK_NANOS = 100_000;

  /** The grace of a kill, and some; see the table of budgets. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final UserManager manager;
  private final ServiceNotifier notifier;
  private final String unit;
  private final Map<String, Descriptor> left;
  private final ControlGroup group = ControlGroup.ofThisProcess();
  private volatile HandoverMode mode = HandoverMode.SPLICED;

  /**
   * A keeper.
   *
   * @param manager the user's systemd
   * @param notifier reaches the store
   * @param unit the daemon's unit, without its suffix
   * @param left what came back from the store
   */
  SystemdKeeper(
      UserManager manager, ServiceNotifier notifier, String unit, Map<String, Descriptor> left) {
    this.manager = manager;
    this.notifier = notifier;
    this.unit = unit;
    this.left = left;
  }

  /**
   * The keeper of a process that systemd started from a unit with a store.
   *
   * @param environment the process's environment
   * @param supervisor who keeps the process
   * @param notifier reaches the store
   * @param inherited what came back from it, among others
   * @return empty when there is no such unit
   */
  static Optional<SystemdKeeper> of(
      Map<String, String> environment,
      Supervisor supervisor,
      ServiceNotifier notifier,
      InheritedDescriptors inherited) {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (supervisor.kind() != Supervisor.Kind.SYSTEMD
        || !notifier.hasListener()
        || !environment.containsKey(STORE_VARIABLE)
        || runtime.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SystemdKeeper(
            new UserManager(Path.of(runtime), CurrentUser.uid()),
            notifier,
            supervisor.unit(),
            inherited.others()));
  }

  @Override
  public void announce() {
    group.nudge();
  }

  @Override
  public boolean limitsMemory() throws IOException {
    return group.has("memory");
  }

  @Override
  public void enclose(long session, long pid, SessionLimits limits)
      throws IOException, InterruptedException {
    String scope = unit + "-session-" + session + "-" + pid + ".scope";
    manager.startScope(
        scope, "Session " + session + " of Coven", pid, unit + ".service", STOP_TIMEOUT, limits);
    // The answer says that it will be done. It must be before the harness starts others.
    long deadline = System.nanoTime() + MOVE_LIMIT.toNanos();
    Path cgroup = Path.of("/proc", Long.toString(pid), "cgroup");
    while (!Files.readString(cgroup).contains("/" + scope)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("systemd did not move process " + pid + " into " + scope);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public void keep(String name, Descriptor descriptor) throws IOException {
    notifier.store(name, descriptor);
  }

  @Override
  public void settle() throws IOException {
    notifier.barrier();
  }

  @Override
  public void forget(String name) throws IOException {
    notifier.forget(name);
  }

  @Override
  public Map<String, Descriptor> left() {
    return left;
  }

  @Override
  public boolean isStopping() {
    try {
      return manager.hasJob(unit + ".service");
    } catch (IOException e) {
      // It is busy, or gone: either way a harness that a signal ended now was meant to end.
      // No logger of the class's own: that would be made before the log is open.
      Logger.tag("daemon")
          .warn(LogLine.of("systemd does not say whether it stops the daemon").with("cause", e));
      return true;
    }
  }

  @Override
  public void splicesNothing() {
    mode = HandoverMode.COPIED;
  }

  @Override
  public HandoverMode mode() {
    return mode;
  }

  @Override
  public void close() throws IOException {
    manager.close();
  }
}
