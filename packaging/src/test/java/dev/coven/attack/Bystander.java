package dev.coven.attack;

import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks for health over and over while others attack, in turn on a connection that it
 * keeps and on a new one, and notes how long each answer took. Beside each request two threads of
 * its own call and answer each other, which needs no daemon: so much the machine adds.
 */
public final class Bystander {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 2_000_000;

  /**
   * What was noted.
   *
   * @param health how long each answer took
   * @param machine how long it took at the same times to wake a thread that wakes the first
   */
  public record Waits(Samples health, Samples machine) {
    /** The longest of both, for people. */
    @Override
    public String toString() {
      return "health %s, p99 %.1f ms; the machine alone at most %.1f ms"
          .formatted(health.range(), health.millis(99), machine.millis(100));
    }

    /** What nobody but the daemon can have added to the longest wait, in milliseconds. */
    public double worstAdded() {
      return health.millis(100) - machine.millis(100);
    }
  }

  private final CompletableFuture<Samples> outcome = new CompletableFuture<>();
  private final CompletableFuture<Samples> yardstick = new CompletableFuture<>();
  private volatile boolean over;

  private Bystander() {}

  /** Begins to ask. */
  public static Bystander at(Path socket) {
    Bystander bystander = new Bystander();
    Thread.ofPlatform()
        .daemon()
        .name("bystander")
        .start(
            () -> {
              try {
                bystander.outcome.complete(bystander.ask(socket));
              } catch (IOException | RuntimeException | Error e) {
                bystander.outcome.completeExceptionally(e);
              }
            });
    Thread.ofPlatform().daemon().name("yardstick").start(bystander::measureMachine);
    return bystander;
  }

  private void measureMachine() {
    SynchronousQueue<Boolean> call = new SynchronousQueue<>();
    SynchronousQueue<Boolean> answer = new SynchronousQueue<>();
    Thread other =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    while (call.take()) {
                      answer.put(true);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    Samples samples = new Samples();
    try {
      while (!over) {
        long begin = System.nanoTime();
        call.put(true);
        answer.take();
        samples.add(System.nanoTime() - begin);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      call.put(false);
      other.join();
      yardstick.complete(samples);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      yardstick.completeExceptionally(e);
    }
  }

  private Samples ask(Path socket) throws IOException {
    Samples samples = new Samples();
    while (!over) {
      // The connection is kept for a while only: its conversation has a time limit, too.
      try (Api kept = new Api(RawHttp.connect(socket, PATIENCE))) {
        for (int i = 0; i < 100 && !over; i++) {
          long begin = System.nanoTime();
          if (i % 2 == 0) {
            requireWell(kept);
          } else {
            try (Api fresh = new Api(RawHttp.connect(socket, PATIENCE))) {
              requireWell(fresh);
            }
          }
          samples.add(System.nanoTime() - begin);
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
    return samples;
  }

  private static void requireWell(Api api) throws IOException {
    if (!api.health().get("ok").getAsBoolean()) {
      throw new AssertionError("not well");
    }
  }

  /**
   * Stops asking.
   *
   * @return how long the answers took
   * @throws AssertionError when one did not come, or was no good
   */
  public Waits leave() {
    over = true;
    try {
      Samples samples = outcome.join();
      if (samples.count() == 0) {
        throw new AssertionError("the bystander had no time to ask");
      }
      return new Waits(samples, yardstick.join());
    } catch (CompletionException e) {
      throw new AssertionError("a bystander was not served", e.getCause());
    }
  }
}
