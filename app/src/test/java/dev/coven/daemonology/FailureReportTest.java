package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A failure that a daemon reports of itself. */
class FailureReportTest {
  private final IOException first = new IOException("first");
  private final IOException second = new IOException("second");
  private final ScriptedDaemon daemon = new ScriptedDaemon("ledger");

  @Test
  void leavesTheStatusAsItIs() throws Exception {
    daemon.start();
    daemon.report(first);

    assertEquals(Status.RUNNING, daemon.status());
    assertSame(first, daemon.failure().orElseThrow());
  }

  @Test
  void theFirstWinsAndLaterOnesAreItsSuppressed() throws Exception {
    daemon.start();
    daemon.report(first);
    daemon.report(second);

    assertSame(first, daemon.failure().orElseThrow());
    assertEquals(List.of(second), List.of(first.getSuppressed()));
  }

  @Test
  void theSameOneTwiceIsKeptOnce() {
    daemon.report(first);
    daemon.report(first);
    daemon.report(second);
    daemon.report(second);

    assertEquals(List.of(second), List.of(first.getSuppressed()));
  }

  @Test
  void isBoundedInWhatItCarries() {
    daemon.report(first);
    for (int i = 0; i < Suppression.LIMIT + 3; i++) {
      daemon.report(new IOException("later " + i));
    }

    assertEquals(Suppression.LIMIT, first.getSuppressed().length);
    assertEquals("later 0", first.getSuppressed()[0].getMessage());
  }

  @Test
  void fromWithinAStartDoesNotStopTheStart() throws Exception {
    daemon.onStart(self -> self.report(first));

    daemon.start();

    assertEquals(Status.RUNNING, daemon.status());
    assertSame(first, daemon.failure().orElseThrow());
  }

  @Test
  void duringALongStartReachesWaitersBeforeTheStartEnds() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    daemon.onStart(
        self -> {
          entered.countDown();
          Aside.await(release);
        });
    Aside<Void> waiter = Aside.run(() -> daemon.waitFor(Status.RUNNING, Aside.PATIENCE)).parked();
    Aside<Void> start = Aside.run(daemon::start);
    Aside.await(entered);

    daemon.report(first);

    assertSame(first, waiter.thrown().getCause());
    release.countDown();
    start.result();
  }

  @Test
  void fromManyThreadsOneWinsAndNoneIsLost() throws Exception {
    int threads = Suppression.LIMIT;
    CountDownLatch go = new CountDownLatch(1);
    List<Aside<Void>> reports = new ArrayList<>();
    Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < threads; i++) {
      IOException failure = new IOException("from thread " + i);
      all.add(failure);
      reports.add(
          Aside.run(
              () -> {
                Aside.await(go);
                daemon.report(failure);
              }));
    }
    go.countDown();
    for (Aside<Void> report : reports) {
      report.result();
    }

    Throwable winner = daemon.failure().orElseThrow();
    Set<Throwable> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    kept.add(winner);
    kept.addAll(List.of(winner.getSuppressed()));
    assertEquals(all, kept);
    assertEquals(1, daemon.journal().size());
  }

  @Test
  void ofNothingIsRefused() {
    assertThrows(NullPointerException.class, () -> daemon.report(null));
    assertTrue(daemon.failure().isEmpty());
  }
}
