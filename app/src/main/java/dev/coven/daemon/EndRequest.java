package dev.coven.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** That the daemon is to end: asked for once or more, by anybody, and never taken back. */
final class EndRequest {
  private final CompletableFuture<Void> asked = new CompletableFuture<>();

  /** Asks for the end; returns at once. */
  void ask() {
    asked.complete(null);
  }

  /**
   * Waits for the request, or for something else that ends the wait.
   *
   * @param other what else ends it
   * @throws InterruptedException when interrupted while waiting
   */
  void awaitOr(CompletableFuture<?> other) throws InterruptedException {
    try {
      CompletableFuture.anyOf(asked, other).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("neither of them fails", e);
    }
  }

  /**
   * Waits for the request, but no longer than so long.
   *
   * @return whether the end was asked for
   * @throws InterruptedException when interrupted while waiting
   */
  boolean await(Duration longest) throws InterruptedException {
    try {
      asked.get(longest.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request does not fail", e);
    }
  }

  /** Whether the end was asked for. */
  boolean isAsked() {
    return asked.isDone();
  }
}
