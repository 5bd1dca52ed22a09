package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A failure of one part of a whole. */
class FailureOfAPartTest {
  private final IOException first = new IOException("first");
  private final IOException second = new IOException("second");
  private final ScriptedDaemon daemon = new ScriptedDaemon("ledger");
  private final ScriptedDaemon http = new ScriptedDaemon("http");
  private final Composition coven = new Composition("coven", List.of(daemon, http));

  @Test
  void isTheFailureOfTheWholeAtOnce() throws Exception {
    coven.start();
    daemon.report(first);

    assertSame(first, coven.failure().orElseThrow());
    assertEquals(Status.RUNNING, coven.status());
  }

  @Test
  void reachesWhoeverWaitsForTheWhole() throws Exception {
    Aside<Void> status = Aside.run(() -> coven.waitFor(Status.COMPLETED, Aside.PATIENCE)).parked();
    Aside<Throwable> failure = Aside.call(() -> coven.waitForFailure(Aside.PATIENCE)).parked();
    coven.start();

    http.report(first);

    DaemonFailedException thrown = assertInstanceOf(DaemonFailedException.class, status.thrown());
    assertEquals("http", thrown.daemon());
    assertSame(first, thrown.getCause());
    assertSame(first, failure.result());
  }

  @Test
  void thatDoesNotStartReachesWhoeverWaitsForTheWholeToRun() throws Exception {
    http.onStart(ScriptedDaemon.thrower(first));
    Aside<Void> waiter = Aside.run(() -> coven.waitFor(Status.RUNNING, Aside.PATIENCE)).parked();

    assertSame(first, assertThrows(IOException.class, coven::start));

    DaemonFailedException thrown = assertInstanceOf(DaemonFailedException.class, waiter.thrown());
    assertEquals("http", thrown.daemon());
    assertSame(first, coven.failure().orElseThrow());
    assertEquals(0, first.getSuppressed().length);
  }

  @Test
  void thatFailedBeforeItJoinedCountsToo() {
    ScriptedDaemon early = new ScriptedDaemon("early");
    early.report(first);

    Composition late = new Composition("late", List.of(early));

    assertSame(first, late.failure().orElseThrow());
  }

  @Test
  void isNotAFailureOfTheOtherParts() throws Exception {
    coven.start();
    daemon.report(first);

    assertTrue(http.failure().isEmpty());
    assertThrows(TimeoutException.class, () -> http.waitForFailure(Duration.ZERO));
  }

  @Test
  void andOneOfAnotherAreBothKept() throws Exception {
    coven.start();
    daemon.report(first);
    http.report(second);

    assertSame(first, coven.failure().orElseThrow());
    assertEquals(List.of(second), List.of(first.getSuppressed()));
    assertSame(second, http.failure().orElseThrow());
  }

  @Test
  void reportedByItsOwnThreadLetsTheWaiterShutTheWholeDown() throws Exception {
    CountDownLatch breakNow = new CountDownLatch(1);
    daemon.onStart(
        self -> {
          Aside<Void> worker =
              Aside.run(
                  () -> {
                    Aside.await(breakNow);
                    self.report(first);
                  });
          self.take(worker::result);
        });
    coven.start();
    Aside<Void> supervisor =
        Aside.run(
            () -> {
              coven.waitForFailure(Aside.PATIENCE);
              coven.shutdown();
            });

    breakNow.countDown();

    supervisor.result();
    coven.waitFor(Status.COMPLETED, Duration.ZERO);
  }
}
