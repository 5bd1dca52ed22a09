package dev.coven.handover;

import com.google.gson.JsonObject;
import dev.coven.kit.RawHttp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Has daemons give way to the next one, and waits until that is well. */
final class Restarter {
  private static final byte[] NO_BODY = new byte[0];
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Path socket;
  private final List<String> command;
  private final Waits waits;

  /**
   * Of one service.
   *
   * @param command {@code coven daemon restart} for it
   */
  Restarter(Path socket, List<String> command, Waits waits) {
    this.socket = socket;
    this.command = command;
    this.waits = waits;
  }

  /** Ends the daemon's process so; gives the milliseconds until the next one is well. */
  long end(End how) throws IOException, InterruptedException {
    JsonObject before = health();
    ProcessHandle process =
        ProcessHandle.of(before.getAsJsonObject("daemon").get("pid").getAsLong()).orElseThrow();
    long begin = System.nanoTime();
    switch (how) {
      case RESTART -> run();
      case EXIT -> process.destroy();
      case KILL -> process.destroyForcibly();
    }
    while (!isNext(before)) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new AssertionError("no daemon came after " + how.word());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    waits.changed(how, begin);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  private void run() throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new AssertionError(command + " exits with " + exit);
    }
  }

  private boolean isNext(JsonObject before) {
    try {
      JsonObject now = health();
      return now.get("ok").getAsBoolean()
          && !now.getAsJsonObject("daemon")
              .get("pid")
              .equals(before.getAsJsonObject("daemon").get("pid"));
    } catch (IOException between) {
      return false; // The one ends while it answers, or nobody listens yet.
    }
  }

  private JsonObject health() throws IOException {
    return RawHttp.once(socket, "GET", "/api/v1/health", NO_BODY).expect(200).object();
  }
}
