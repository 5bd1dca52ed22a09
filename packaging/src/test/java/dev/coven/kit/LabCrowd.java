package dev.coven.kit;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of one daemon that ask how it does, again and again, each time on a connection of their
 * own, and count what became of it.
 */
final class LabCrowd {
  private final Path socket;
  private final int clients;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong worstNanos = new AtomicLong();
  private volatile boolean over;

  LabCrowd(Path socket, int clients) {
    this.socket = socket;
    this.clients = clients;
  }

  /**
   * Asks until there is a file of that name with {@code .stop} behind it, then writes the counts.
   *
   * @param report where the counts go, as JSON; while there are none yet, {@code .begun} beside it
   *     tells that the first answers are there
   */
  void ask(Path report) throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      threads.add(Thread.ofPlatform().start(this::askOn));
    }
    Path begun = report.resolveSibling(report.getFileName() + ".begun");
    Path stop = report.resolveSibling(report.getFileName() + ".stop");
    while (!Files.exists(stop)) {
      if (answered.get() > clients && !Files.exists(begun)) {
        Files.createFile(begun);
      }
      Thread.sleep(5);
    }
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
    Path draft = Files.writeString(report.resolveSibling("draft"), counts().toString());
    Files.move(draft, report, StandardCopyOption.ATOMIC_MOVE);
  }

  private void askOn() {
    while (!over) {
      long begin = System.nanoTime();
      try (RawHttp http = RawHttp.connect(socket)) {
        ask(http);
      } catch (IOException nobodyThere) {
        refused.incrementAndGet();
      }
      long took = System.nanoTime() - begin;
      worstNanos.accumulateAndGet(took, Math::max);
    }
  }

  private void ask(RawHttp http) {
    try {
      // Not closed here: the connection is the caller's.
      Api api = new Api(http);
      api.health();
      answered.incrementAndGet();
    } catch (IOException | RuntimeException | AssertionError e) {
      broken.incrementAndGet();
    }
  }

  private JsonObject counts() {
    JsonObject counts = new JsonObject();
    counts.addProperty("answered", answered.get());
    counts.addProperty("refused", refused.get());
    counts.addProperty("broken", broken.get());
    counts.addProperty("worstMillis", worstNanos.get() / 1_000_000);
    return counts;
  }
}
