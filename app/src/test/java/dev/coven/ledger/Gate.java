package dev.coven.ledger;

import dev.coven.Wait;
import java.util.concurrent.CountDownLatch;

/** Holds a writer in a transaction until it is opened. */
final class Gate {
  private final CountDownLatch opened = new CountDownLatch(1);

  Gate(EventWriter writer) throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    writer.submit(
        transaction -> {
          reached.countDown();
          try {
            Wait.open(opened);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return null;
        });
    Wait.open(reached);
  }

  void open() {
    opened.countDown();
  }
}
