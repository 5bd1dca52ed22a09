package dev.coven.session;

import dev.coven.privacy.LogLine;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** A kill on its way: a thread that ends all processes of a session. */
final class SessionKill {
  private static final TaggedLogger LOG = Logger.tag("session");

  private final String id;
  private final CompletableFuture<Set<Long>> survivors = new CompletableFuture<>();

  private SessionKill(String id) {
    this.id = id;
  }

  /**
   * Begins.
   *
   * @param id the session
   * @param tree its processes
   */
  static SessionKill begin(String id, ProcessTree tree) {
    SessionKill kill = new SessionKill(id);
    Thread.ofPlatform()
        .daemon()
        .name("coven-kill-" + id)
        .start(
            () -> {
              try {
                kill.survivors.complete(tree.terminate());
              } catch (Throwable e) {
                kill.survivors.completeExceptionally(e);
              }
            });
    return kill;
  }

  /**
   * Waits until all are gone, or nothing more can be done about them.
   *
   * @throws ExecutionException when they could not be looked for
   * @throws InterruptedException when interrupted while waiting
   */
  void await() throws ExecutionException, InterruptedException {
    Set<Long> left = survivors.get();
    if (!left.isEmpty()) {
      LOG.error(LogLine.of("processes survived a kill").with("session", id).with("pids", left));
    }
  }
}
