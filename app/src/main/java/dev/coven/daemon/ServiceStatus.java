package dev.coven.daemon;

import dev.coven.contract.Health;
import dev.coven.contract.StorageHealth;
import dev.coven.daemonology.ContractDaemon;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps the line true that the service manager shows about the daemon. Looks once a second, and
 * tells only what has changed.
 */
final class ServiceStatus extends ContractDaemon {
  private final Supplier<String> line;
  private final ServiceNotifier notifier;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("coven-service-status").daemon().factory());
  private String told = "";

  /**
   * A part that tells.
   *
   * @param line how the daemon does now; takes no time
   * @param notifier whom to tell
   */
  ServiceStatus(Supplier<String> line, ServiceNotifier notifier) {
    super("service-status");
    this.line = line;
    this.notifier = notifier;
  }

  /**
   * How a daemon does, in a line for people.
   *
   * @param health what it says of itself
   * @param live how many sessions are live
   */
  static String line(Health health, int live) {
    String sessions = live == 1 ? "1 live session" : live + " live sessions";
    return trouble(health).map(why -> "Degraded, " + why + "; " + sessions).orElse(sessions);
  }

  private static Optional<String> trouble(Health health) {
    for (Map.Entry<String, Health.Component> part : health.components().entrySet()) {
      if (part.getValue().failure() != null) {
        return Optional.of(part.getKey() + ": " + part.getValue().failure());
      }
    }
    return health.storage().status() == StorageHealth.Status.OK
        ? Optional.empty()
        : Optional.of("the disk is short of space or the ledger very large");
  }

  @Override
  protected void onStart() {
    timer.scheduleWithFixedDelay(this::tellChange, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  protected void onShutdown() throws InterruptedException {
    timer.shutdown();
    if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the service manager was not told in time");
    }
  }

  /** Tells the line if it is another than last time. */
  void tellChange() {
    try {
      String now = line.get();
      if (!now.equals(told)) {
        notifier.status(now);
        told = now;
      }
    } catch (Throwable e) {
      fail(e);
      throw e;
    }
  }
}
