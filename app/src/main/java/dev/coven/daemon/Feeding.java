package dev.coven.daemon;

import dev.coven.daemonology.Stall;
import java.util.List;

/**
 * Feeds the service manager's watchdog while everything moves. When something stands still, it is
 * not fed, and ends the process and starts another.
 *
 * @param notifier leads to the service manager
 */
record Feeding(ServiceNotifier notifier) implements Watchdog.Master {
  @Override
  public void alive() {
    notifier.alive();
  }

  @Override
  public void stalled(List<Stall> stalls) {
    // Unfed, and said so already: in the log by the watchdog, and in the status line by health.
  }
}
