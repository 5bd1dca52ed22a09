package dev.coven.attack;

import dev.coven.kit.Api;
import dev.coven.kit.RawHttp;
import dev.coven.kit.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks for health over and over while others attack, in turn on a connection that it
 * keeps and on a new one, and notes how long each answer took.
 */
public final class Bystander {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 2_000_000;

  private final CompletableFuture<Samples> outcome = new CompletableFuture<>();
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
    return bystander;
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
  public Samples leave() {
    over = true;
    try {
      Samples samples = outcome.join();
      if (samples.count() == 0) {
        throw new AssertionError("the bystander had no time to ask");
      }
      return samples;
    } catch (CompletionException e) {
      throw new AssertionError("a bystander was not served", e.getCause());
    }
  }
}
