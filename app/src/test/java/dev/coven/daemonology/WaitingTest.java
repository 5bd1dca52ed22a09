package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private final ScriptedDaemon daemon = new ScriptedDaemon("ledger");

  @Test
  void everyDaemonWasStopped() throws Exception {
    daemon.waitFor(Status.STOPPED, Duration.ZERO);
    daemon.start();
    daemon.waitFor(Status.STOPPED, Duration.ZERO);
  }

  @Test
  void aLateWaiterResolvesAtOnce() throws Exception {
    daemon.start();
    daemon.shutdown();

    daemon.waitFor(Status.RUNNING, Duration.ZERO);
    daemon.waitFor(Status.COMPLETED, Duration.ZERO);
  }

  @Test
  void anEarlyWaiterIsWoken() throws Exception {
    Aside<Void> waiter = Aside.run(() -> daemon.waitFor(Status.RUNNING, FOREVER)).parked();

    daemon.start();

    waiter.result();
  }

  @Test
  void aWaiterForCompletedSleepsOnWhenTheDaemonStarts() throws Exception {
    Aside<Void> waiter = Aside.run(() -> daemon.waitFor(Status.COMPLETED, FOREVER)).parked();

    daemon.start();
    waiter.parked();
    daemon.shutdown();

    waiter.result();
  }

  @Test
  void allWaitersAreWoken() throws Exception {
    List<Aside<Void>> waiters = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Status status = i % 2 == 0 ? Status.RUNNING : Status.COMPLETED;
      waiters.add(Aside.run(() -> daemon.waitFor(status, FOREVER)).parked());
    }

    daemon.start();
    daemon.shutdown();

    for (Aside<Void> waiter : waiters) {
      waiter.result();
    }
  }

  @Test
  void aVirtualThreadWaitsAsWell() throws Exception {
    Aside<Void> waiter =
        Aside.run(
            () -> {
              Thread virtual =
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          daemon.waitFor(Status.RUNNING, FOREVER);
                        } catch (Exception unexpected) {
                          daemon.report(unexpected);
                        }
                      });
              virtual.join();
            });

    daemon.start();

    waiter.result();
    assertTrue(daemon.failure().isEmpty());
  }

  @Test
  void aDeadlineEndsTheWaitAndSaysWhatItWasFor() {
    TimeoutException status =
        assertThrows(
            TimeoutException.class, () -> daemon.waitFor(Status.RUNNING, Duration.ofMillis(5)));
    TimeoutException failure =
        assertThrows(TimeoutException.class, () -> daemon.waitForFailure(Duration.ofMillis(5)));

    assertEquals("ledger is Stopped, waited PT0.005S for Running", status.getMessage());
    assertEquals("ledger is Stopped, waited PT0.005S for a failure", failure.getMessage());
  }

  @Test
  void aDeadlineOfZeroOrLessOnlyLooks() {
    for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1), FOREVER.negated())) {
      assertThrows(TimeoutException.class, () -> daemon.waitFor(Status.RUNNING, none));
      assertThrows(TimeoutException.class, () -> daemon.waitForFailure(none));
    }
  }

  @Test
  void theLongestDeadlineDoesNotOverflow() throws Exception {
    for (Duration longest : List.of(FOREVER, Duration.ofNanos(Long.MAX_VALUE))) {
      Deadline deadline = Deadline.after(longest);

      assertTrue(deadline.remainingNanos() > Duration.ofDays(365L * 200).toNanos());
      assertTrue(deadline.remainingNanos() > 0);
    }
    assertTrue(Deadline.after(Duration.ofSeconds(1)).remainingNanos() <= 1_000_000_000L);
  }

  @Test
  void anEntryThatIsThereIsReadEvenPastTheDeadline() throws Exception {
    Deadline passed = Deadline.after(Duration.ZERO);
    InMemoryScrivener<String> journal = new InMemoryScrivener<>(1);
    journal.write("one");

    assertEquals(Optional.of("one"), journal.await(0, passed));
    assertEquals(Optional.empty(), journal.await(1, passed));
  }

  @Test
  void anInterruptionEndsTheWait() throws Exception {
    Aside<Void> status = Aside.run(() -> daemon.waitFor(Status.RUNNING, FOREVER)).parked();
    Aside<Throwable> failure = Aside.call(() -> daemon.waitForFailure(FOREVER)).parked();

    assertInstanceOf(InterruptedException.class, status.interrupt().thrown());
    assertInstanceOf(InterruptedException.class, failure.interrupt().thrown());
  }

  @Test
  void anInterruptionBeforeTheWaitEndsItAndIsUsedUp() throws Exception {
    boolean interruptedAfter =
        Aside.call(
                () -> {
                  Thread.currentThread().interrupt();
                  assertThrows(
                      InterruptedException.class, () -> daemon.waitFor(Status.RUNNING, FOREVER));
                  return Thread.currentThread().isInterrupted();
                })
            .result();

    assertFalse(interruptedAfter);
  }

  @Test
  void aWakeUpForNoReasonIsNotAnEntry() throws Exception {
    InMemoryScrivener<String> journal = new InMemoryScrivener<>(2);
    Aside<Optional<String>> waiter =
        Aside.call(() -> journal.await(1, Deadline.after(FOREVER))).parked();

    for (int i = 0; i < 100; i++) {
      LockSupport.unpark(waiter.thread());
      waiter.parked();
    }
    journal.write("one");
    waiter.parked();
    journal.write("two");

    assertEquals(Optional.of("two"), waiter.result());
  }

  @Test
  void whoGivesUpLeavesNothingBehind() throws Exception {
    InMemoryScrivener<String> journal = new InMemoryScrivener<>(1);
    for (int i = 0; i < 50; i++) {
      assertEquals(Optional.empty(), journal.await(0, Deadline.after(Duration.ofNanos(1000))));
      Aside<Optional<String>> waiter =
          Aside.call(() -> journal.await(0, Deadline.after(FOREVER))).parked();
      assertInstanceOf(InterruptedException.class, waiter.interrupt().thrown());
    }
    assertEquals(0, journal.waiting());

    Aside<Optional<String>> last =
        Aside.call(() -> journal.await(0, Deadline.after(FOREVER))).parked();
    assertEquals(1, journal.waiting());
    journal.write("one");
    assertEquals(Optional.of("one"), last.result());
    assertEquals(0, journal.waiting());
  }

  @Test
  void aFailureEndsTheWaitForAStatusThatWasNotReached() throws Exception {
    IOException full = new IOException("disk full");
    Aside<Void> waiter = Aside.run(() -> daemon.waitFor(Status.COMPLETED, FOREVER)).parked();
    daemon.start();

    daemon.report(full);

    DaemonFailedException thrown = assertInstanceOf(DaemonFailedException.class, waiter.thrown());
    assertSame(full, thrown.getCause());
    assertEquals("ledger", thrown.daemon());
    assertEquals("ledger failed: java.io.IOException: disk full", thrown.getMessage());
  }

  @Test
  void aFailureDoesNotHideAStatusThatWasReached() throws Exception {
    daemon.report(new IOException("early"));
    daemon.start();

    daemon.waitFor(Status.RUNNING, Duration.ZERO);
    assertThrows(
        DaemonFailedException.class, () -> daemon.waitFor(Status.COMPLETED, Duration.ZERO));
    daemon.shutdown();
    daemon.waitFor(Status.COMPLETED, Duration.ZERO);
  }

  @Test
  void aWaiterForAFailureIsWokenByItAndByNothingElse() throws Exception {
    IOException full = new IOException("disk full");
    Aside<Throwable> waiter = Aside.call(() -> daemon.waitForFailure(FOREVER)).parked();

    daemon.start();
    waiter.parked();
    daemon.report(full);

    assertSame(full, waiter.result());
  }

  @Test
  void aLateWaiterForAFailureResolvesAtOnce() throws Exception {
    IOException full = new IOException("disk full");
    daemon.start();
    daemon.report(full);
    daemon.report(new IOException("later"));
    daemon.shutdown();

    assertSame(full, daemon.waitForFailure(Duration.ZERO));
  }
}
