package dev.coven.torture;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.coven.kit.Api;
import dev.coven.kit.Reply;
import dev.coven.kit.ServingDaemon;
import java.io.IOException;
import java.time.Duration;
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

  /** Longer than any daemon lives here. */
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

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

  /**
   * How far a session's events were seen.
   *
   * @return a seq, or 0
   * @throws java.util.concurrent.CompletionException when this has seen what cannot be true, and
   *     looks no more
   */
  long seenOf(Subject subject) {
    if (ended.isCompletedExceptionally()) {
      ended.join();
    }
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
    try (Api api = daemon.api(LONGEST_LIFE)) {
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
    // Asked first: the launch may be answered while the record is on its way.
    boolean launched = subject.isAcknowledged();
    Reply record = api.get("/sessions/" + subject.id());
    if (record.status() == 404 && !launched) {
      return;
    }
    JsonObject session = record.expect(200).object();
    long after = cursors.getOrDefault(subject.id(), 0L);
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
