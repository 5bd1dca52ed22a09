package dev.coven.client;

import dev.coven.daemonology.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What was typed and is not sent yet, between the thread that reads keys and the one that sends.
 * Bounded: beyond {@link #CAPACITY} the keys wait, but while the daemon is away they are dropped
 * and counted, because the key that detaches must still be seen. Counts are of characters (code
 * points).
 */
public final class TypeAhead {
  /** In chars; some pages of text, and far below what one request may carry. */
  static final int CAPACITY = 64 * 1024;

  /** How far the batch that was taken last has come. */
  private enum Batch {
    NONE,
    TAKEN,
    SENDING
  }

  private final StringBuilder kept = new StringBuilder();
  private String taken = "";
  private Batch batch = Batch.NONE;
  private boolean away;
  private boolean closed;
  private long dropped;
  private long unknown;

  /** Nothing typed yet. */
  public TypeAhead() {}

  /**
   * Keeps a text; waits while there is no room, unless the daemon is away.
   *
   * @param text what was typed
   * @throws InterruptedException when interrupted while waiting
   */
  public synchronized void put(String text) throws InterruptedException {
    while (!closed && !away && !fits(text)) {
      wait();
    }
    if (closed) {
      return;
    }
    if (!fits(text)) {
      dropped += characters(text);
      return;
    }
    kept.append(text);
    notifyAll();
  }

  private boolean fits(String text) {
    return kept.length() + text.length() <= CAPACITY;
  }

  /**
   * Waits until all was sent; not while the daemon is away, and not for long.
   *
   * @param patience at most so long
   * @throws InterruptedException when interrupted while waiting
   */
  public synchronized void awaitSent(Duration patience) throws InterruptedException {
    Deadline deadline = Deadline.after(patience);
    while (!closed && !away && (!kept.isEmpty() || batch != Batch.NONE)) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline.remainingNanos());
      if (millis <= 0) {
        return;
      }
      wait(millis);
    }
  }

  /** How many characters were sent without an answer: they may have arrived, or not. */
  public synchronized long unknown() {
    return unknown + (batch == Batch.SENDING ? characters(taken) : 0);
  }

  /** How many characters were surely not sent. */
  public synchronized long unsent() {
    return dropped + characters(kept) + (batch == Batch.TAKEN ? characters(taken) : 0);
  }

  /** The session takes nothing any more: whatever is left has no meaning. */
  public synchronized void close() {
    closed = true;
    kept.setLength(0);
    settle();
  }

  /** Waits for something to send; empty when the session takes nothing any more. */
  synchronized String take() throws InterruptedException {
    while (!closed && kept.isEmpty()) {
      wait();
    }
    if (closed) {
      return "";
    }
    taken = kept.toString();
    kept.setLength(0);
    batch = Batch.TAKEN;
    notifyAll();
    return taken;
  }

  /** The batch that was taken goes out now. */
  synchronized void sending() {
    batch = Batch.SENDING;
  }

  /** It did not go out, and will be tried again. */
  synchronized void notSent() {
    batch = Batch.TAKEN;
  }

  /** It arrived. */
  synchronized void sent() {
    settle();
  }

  /** It went out, and what became of it is not known. */
  synchronized void lost() {
    unknown += characters(taken);
    settle();
  }

  synchronized void setAway(boolean now) {
    away = now;
    notifyAll();
  }

  private void settle() {
    taken = "";
    batch = Batch.NONE;
    notifyAll();
  }

  private static long characters(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }
}
