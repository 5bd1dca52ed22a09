package dev.coven.ledger;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long somebody waits for a change that he can do without: hardly, once the daemon drains. */
final class ChangePatience {
  /**
   * How long a drain waits for a change at most. A ledger that can be written takes it within
   * milliseconds, and one that cannot would use up the drain's budget.
   */
  static final Duration DRAIN_LIMIT = Duration.ofMillis(500);

  private final CompletableFuture<Void> draining = new CompletableFuture<>();

  /** Whoever waits, or comes to wait, waits no longer than {@link #DRAIN_LIMIT} from now on. */
  void drain() {
    draining.complete(null);
  }

  boolean isDraining() {
    return draining.isDone();
  }

  /**
   * Waits for a change.
   *
   * @param result completes when it is decided
   * @param limit how long to wait
   * @return whether it is decided
   * @throws InterruptedException when interrupted while waiting
   */
  boolean finishes(CompletableFuture<?> result, Duration limit) throws InterruptedException {
    if (isDecided(CompletableFuture.anyOf(result, draining), limit) && !result.isDone()) {
      return isDecided(result, DRAIN_LIMIT.compareTo(limit) < 0 ? DRAIN_LIMIT : limit);
    }
    return result.isDone();
  }

  private static boolean isDecided(CompletableFuture<?> result, Duration limit)
      throws InterruptedException {
    try {
      result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException told) {
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
