package dev.coven.ledger;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Tells which sessions have new events, once these are committed and can be read: so nobody who
 * waits for them has to ask SQLite again and again. Safe for all threads.
 */
public final class CommitNotifier {
  private static final TaggedLogger LOG = Logger.tag("ledger");

  private final List<Consumer<Set<Long>>> listeners = new CopyOnWriteArrayList<>();

  CommitNotifier() {}

  /**
   * Adds a listener, for as long as the ledger lives.
   *
   * @param listener gets the keys of sessions after each commit that gave them events; a session
   *     may be named without need, but never left out. It is called on the writer's thread, so it
   *     must take no time
   */
  public void listen(Consumer<Set<Long>> listener) {
    listeners.add(listener);
  }

  /** A commit gave these sessions events. */
  void committed(Set<Long> sessions) {
    for (Consumer<Set<Long>> listener : listeners) {
      try {
        listener.accept(sessions);
      } catch (RuntimeException e) {
        // What was committed stays so: a reader's trouble must not end the writer.
        LOG.error(e, "a listener of commits failed");
      }
    }
  }
}
