package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FailureTest {
  private final IOException first = new IOException("first");
  private final IOException second = new IOException("second");
  private final ScriptedDaemon daemon = new ScriptedDaemon("ledger");

  private static ScriptedDaemon.Script thrower(Exception thrown) {
    return self -> {
      throw thrown;
    };
  }

  @Nested
  class Reported {
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

  @Nested
  class OfAStart {
    @Test
    void comesOutAsItWasThrownAndLeavesTheDaemonStopped() {
      daemon.onStart(thrower(first));

      assertSame(first, assertThrows(IOException.class, daemon::start));
      assertEquals(Status.STOPPED, daemon.status());
      assertSame(first, daemon.failure().orElseThrow());
    }

    @Test
    void releasesEverythingThatWasTakenInReverse() {
      daemon.onStart(
          self -> {
            self.take("lock");
            self.take(
                () -> {
                  throw second;
                });
            self.take("file");
            throw first;
          });

      assertSame(first, assertThrows(IOException.class, daemon::start));
      assertEquals(List.of("start ledger", "close file", "close lock"), daemon.log());
      assertEquals(List.of(second), List.of(first.getSuppressed()));
    }

    @Test
    void isSeenOnlyAfterWhatItTookIsReleased() throws Exception {
      daemon.onStart(
          self -> {
            self.take("file");
            throw first;
          });
      Aside<List<String>> waiter =
          Aside.call(
              () -> {
                daemon.waitForFailure(Aside.PATIENCE);
                return List.copyOf(daemon.log());
              });
      waiter.parked();

      assertThrows(IOException.class, daemon::start);

      assertEquals(List.of("start ledger", "close file"), waiter.result());
    }

    @Test
    void countsErrorsToo() {
      AssertionError error = new AssertionError("broken");
      daemon.onStart(
          self -> {
            self.take("file");
            throw error;
          });

      assertSame(error, assertThrows(AssertionError.class, daemon::start));
      assertEquals(List.of("start ledger", "close file"), daemon.log());
      assertSame(error, daemon.failure().orElseThrow());
    }

    @Test
    void closesAtOnceWhatAStragglerBringsAfterwards() {
      daemon.onStart(thrower(first));
      assertThrows(IOException.class, daemon::start);

      assertThrows(IllegalStateException.class, () -> daemon.take("file"));
      assertEquals(List.of("start ledger", "close file"), daemon.log());
    }
  }

  @Nested
  class OfAShutdown {
    @Test
    void isThrownAndTheDaemonIsCompletedAllTheSame() throws Exception {
      daemon.onStart(self -> self.take("file")).onShutdown(thrower(first));
      daemon.start();

      assertSame(first, assertThrows(IOException.class, daemon::shutdown));
      assertEquals(Status.COMPLETED, daemon.status());
      assertSame(first, daemon.failure().orElseThrow());
      assertEquals(List.of("start ledger", "shutdown ledger", "close file"), daemon.log());
    }

    @Test
    void keepsEveryFailureOnTheFirst() throws Exception {
      daemon
          .onStart(
              self ->
                  self.take(
                      () -> {
                        throw second;
                      }))
          .onShutdown(thrower(first));
      daemon.start();

      assertSame(first, assertThrows(IOException.class, daemon::shutdown));
      assertEquals(List.of(second), List.of(first.getSuppressed()));
    }

    @Test
    void isSuppressedByAnEarlierFailureButStillThrown() throws Exception {
      daemon.onShutdown(thrower(second));
      daemon.start();
      daemon.report(first);

      assertSame(second, assertThrows(IOException.class, daemon::shutdown));
      assertSame(first, daemon.failure().orElseThrow());
      assertEquals(List.of(second), List.of(first.getSuppressed()));
    }

    @Test
    void isNotBroughtAboutByAnInterruptionFromBefore() throws Exception {
      List<Boolean> seen = new ArrayList<>();
      daemon
          .onStart(self -> self.take(() -> seen.add(Thread.currentThread().isInterrupted())))
          .onShutdown(
              self -> {
                seen.add(Thread.currentThread().isInterrupted());
                Thread.currentThread().interrupt();
              });
      daemon.start();

      boolean interrupted =
          Aside.call(
                  () -> {
                    Thread.currentThread().interrupt();
                    daemon.shutdown();
                    return Thread.currentThread().isInterrupted();
                  })
              .result();

      assertTrue(interrupted);
      assertEquals(List.of(false, false), seen);
    }

    @Test
    void doesNotLoseAnInterruptionOfALaterStep() throws Exception {
      daemon
          .onStart(
              self ->
                  self.take(
                      () -> {
                        throw new InterruptedException("close");
                      }))
          .onShutdown(thrower(first));

      boolean interrupted =
          Aside.call(
                  () -> {
                    daemon.start();
                    assertThrows(IOException.class, daemon::shutdown);
                    return Thread.currentThread().isInterrupted();
                  })
              .result();

      assertTrue(interrupted);
    }
  }

  @Nested
  class OfAPart {
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
      Aside<Void> status =
          Aside.run(() -> coven.waitFor(Status.COMPLETED, Aside.PATIENCE)).parked();
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
      http.onStart(thrower(first));
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
}
