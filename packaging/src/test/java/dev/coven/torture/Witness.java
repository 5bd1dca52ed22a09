package dev.coven.torture;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Reply;
import dev.coven.kit.ServingDaemon;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Reads along until the daemon dies. What the daemon has shown to anybody must still be there, and
 * the same, when it has been killed and started again.
 */
final class Witness {
  /** Few at a time, so that the witness does not slow down what it watches. */
  private static final int PAGE = 4;

  private static final long PAUSE_MILLIS = 5;

  private final ServingDaemon daemon;
  private final Map<Long, SeenEvent> seen;
  private final List<Subject> subjects = new CopyOnWriteArrayList<>();
  private final Map<String, Long> cursors = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private Witness(ServingDaemon daemon, Map<Long, SeenEvent> seen) {
    this.daemon = daemon;
    this.seen = seen;
  }

  /**
   * Begins to watch.
   *
   * @param daemon the daemon
   * @param seen takes what is seen
   */
  static Witness watch(ServingDaemon daemon, Map<Long, SeenEvent> seen) {
    Witness witness = new Witness(daemon, seen);
    Thread.ofVirtual().name("witness").start(witness::run);
    return witness;
  }

  /** Watches this one too. */
  void add(Subject subject) {
    subjects.add(subject);
  }

  /** How far a session's events were seen: a seq, or 0. */
  long seenOf(Subject subject) {
    return cursors.getOrDefault(subject.id(), 0L);
  }

  /**
   * Waits until the daemon is gone.
   *
   * @throws AssertionError when it has said something that cannot be true
   */
  void awaitEnd() {
    ended.join();
  }

  private void run() {
    try (Api api = daemon.api()) {
      while (true) {
        for (Subject subject : subjects) {
          look(api, subject);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (IOException killed) {
      // The daemon is gone, as it must be one day.
      ended.complete(null);
    } catch (Throwable e) {
      ended.completeExceptionally(e);
    }
  }

  private void look(Api api, Subject subject) throws IOException {
    Reply record = api.get("/sessions/" + subject.id());
    if (record.status() == 404 && !subject.isAcknowledged()) {
      return;
    }
    JsonObject session = record.expect(200).object();
    long after = seenOf(subject);
    for (JsonElement element : api.events(subject.id(), after, PAGE).getAsJsonArray("events")) {
      SeenEvent event = SeenEvent.of(element.getAsJsonObject());
      if (event.seq() <= after) {
        throw new AssertionError("seq " + event.seq() + " behind " + after + " of " + subject);
      }
      after = event.seq();
      SeenEvent other = seen.put(after, event);
      if (other != null && !other.equals(event)) {
        throw new AssertionError("seq is used again: " + other + ", then " + event);
      }
    }
    cursors.put(subject.id(), after);
    subject.see(session);
  }
}
