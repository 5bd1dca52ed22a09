package dev.coven.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The wish to stop following, spoken by one thread and heard by another. */
public final class Detachment {
  private final CountDownLatch wish = new CountDownLatch(1);
  private final Set<Runnable> sleepers = ConcurrentHashMap.newKeySet();

  /** Asks for the end of the following. */
  public void request() {
    wish.countDown();
    sleepers.forEach(Runnable::run);
  }

  /** Whether it was asked for. */
  public boolean isRequested() {
    return wish.getCount() == 0;
  }

  /**
   * Has somebody woken when it is asked for, at once if it was already.
   *
   * @param wake wakes them, on any thread, perhaps twice
   */
  void onRequest(Runnable wake) {
    sleepers.add(wake);
    if (isRequested()) {
      wake.run();
    }
  }

  /** Takes {@link #onRequest} back. */
  void forget(Runnable wake) {
    sleepers.remove(wake);
  }

  /** Waits, but no longer than until it is asked for. */
  void await(Duration pause) throws InterruptedException {
    // Which of the two ended the wait, the caller's loop asks anyway.
    var unused = wish.await(pause.toNanos(), TimeUnit.NANOSECONDS);
  }
}
