package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransitionsTest {
  private static final int THREADS = 8;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ScriptedDaemon daemon = new ScriptedDaemon("ledger");

  @ParameterizedTest(name = "{0} to {1}: {2}")
  @CsvSource({
    "STOPPED, STOPPED, false",
    "STOPPED, RUNNING, true",
    "STOPPED, COMPLETED, false",
    "RUNNING, STOPPED, false",
    "RUNNING, RUNNING, false",
    "RUNNING, COMPLETED, true",
    "COMPLETED, STOPPED, false",
    "COMPLETED, RUNNING, false",
    "COMPLETED, COMPLETED, false",
  })
  void theTableAllowsTwoMoves(Status from, Status to, boolean legal) {
    assertEquals(legal, from.mayBecome(to));
  }

  @ParameterizedTest
  @CsvSource({"STOPPED, Stopped", "RUNNING, Running", "COMPLETED, Completed"})
  void aStatusPrintsAsItsWireWord(Status status, String word) {
    assertEquals(word, status.toString());
  }

  @Test
  void repeatingAStartDoesNothing() throws Exception {
    daemon.start();
    daemon.start();

    assertEquals(List.of("start ledger"), daemon.log());
    assertEquals(1, daemon.journal().size());
  }

  @Test
  void repeatingAShutdownDoesNothing() throws Exception {
    daemon.start();
    daemon.shutdown();
    daemon.shutdown();

    assertEquals(List.of("start ledger", "shutdown ledger"), daemon.log());
    assertEquals(2, daemon.journal().size());
  }

  @Test
  void aCompletedDaemonNeverStartsAgain() throws Exception {
    daemon.start();
    daemon.shutdown();

    IllegalStateException thrown = assertThrows(IllegalStateException.class, daemon::start);

    assertEquals("ledger: Completed cannot become Running", thrown.getMessage());
    assertEquals(Status.COMPLETED, daemon.status());
    assertTrue(daemon.failure().isEmpty());
  }

  @Test
  void shuttingDownWhatNeverRanThrows() {
    IllegalStateException thrown = assertThrows(IllegalStateException.class, daemon::shutdown);

    assertEquals("ledger: Stopped cannot become Completed", thrown.getMessage());
    assertEquals(Status.STOPPED, daemon.status());
    assertEquals(0, daemon.journal().size());
  }

  @Test
  void aDaemonWhoseStartFailedCanBeStartedAgain() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    daemon.onStart(
        self -> {
          self.take("socket");
          if (attempts.incrementAndGet() == 1) {
            throw new IOException("address in use");
          }
        });
    assertThrows(IOException.class, daemon::start);

    daemon.start();

    assertEquals(Status.RUNNING, daemon.status());
    assertEquals(List.of("start ledger", "close socket", "start ledger"), daemon.log());
  }

  @Test
  void startsFromManyThreadsStartOnce() throws Exception {
    assertOnce("start ledger", daemon::start);
    assertEquals(Status.RUNNING, daemon.status());
  }

  @Test
  void shutdownsFromManyThreadsShutDownOnce() throws Exception {
    daemon.start();

    assertOnce("shutdown ledger", daemon::shutdown);
    assertEquals(Status.COMPLETED, daemon.status());
  }

  @Test
  void aShutdownDuringAStartWaitsForItAndThenShutsDown() throws Exception {
    daemon.onStart(self -> hold());
    Aside<Void> start = Aside.run(daemon::start);
    Aside.await(entered);
    Aside<Void> shutdown = Aside.run(daemon::shutdown).parked();

    release.countDown();

    start.result();
    shutdown.result();
    assertEquals(List.of("start ledger", "shutdown ledger"), daemon.log());
    assertEquals(Status.COMPLETED, daemon.status());
  }

  @Test
  void aShutdownDuringAStartThatFailsThrowsAsTheDaemonNeverRan() throws Exception {
    daemon.onStart(
        self -> {
          hold();
          throw new IOException("no");
        });
    Aside<Void> start = Aside.run(daemon::start);
    Aside.await(entered);
    Aside<Void> shutdown = Aside.run(daemon::shutdown).parked();

    release.countDown();

    assertInstanceOf(IOException.class, start.thrown());
    Throwable thrown = assertInstanceOf(IllegalStateException.class, shutdown.thrown());
    assertEquals("ledger: Stopped cannot become Completed", thrown.getMessage());
  }

  @Test
  void aStartDuringAnotherReturnsWhenTheDaemonRuns() throws Exception {
    daemon.onStart(self -> hold());
    Aside<Void> first = Aside.run(daemon::start);
    Aside.await(entered);
    Aside<Status> second =
        Aside.call(
            () -> {
              daemon.start();
              return daemon.status();
            });
    second.parked();

    release.countDown();

    first.result();
    assertEquals(Status.RUNNING, second.result());
    assertEquals(List.of("start ledger"), daemon.log());
  }

  @Test
  void aStartDuringAnotherThatFailsMakesItsOwnAttempt() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    daemon.onStart(
        self -> {
          if (attempts.incrementAndGet() == 1) {
            hold();
            throw new IOException("first");
          }
        });
    Aside<Void> first = Aside.run(daemon::start);
    Aside.await(entered);
    Aside<Void> second = Aside.run(daemon::start).parked();

    release.countDown();

    assertInstanceOf(IOException.class, first.thrown());
    second.result();
    assertEquals(Status.RUNNING, daemon.status());
  }

  @Test
  void anInterruptedWaitForATurnChangesNothing() throws Exception {
    daemon.onStart(self -> hold());
    Aside<Void> start = Aside.run(daemon::start);
    Aside.await(entered);
    Aside<Void> shutdown = Aside.run(daemon::shutdown).parked().interrupt();

    assertInstanceOf(InterruptedException.class, shutdown.thrown());
    release.countDown();
    start.result();
    assertEquals(Status.RUNNING, daemon.status());
  }

  @Test
  void anInterruptedStartLeavesTheDaemonStopped() throws Exception {
    daemon.onStart(
        self -> {
          self.take("file");
          hold();
        });
    Aside<Void> start = Aside.run(daemon::start);
    Aside.await(entered);

    start.interrupt();

    assertInstanceOf(InterruptedException.class, start.thrown());
    assertEquals(Status.STOPPED, daemon.status());
    assertEquals(List.of("start ledger", "close file"), daemon.log());
  }

  @Test
  void movesFromWithinTheOwnStartOrShutdownAreRefused() throws Exception {
    List<String> messages = new ArrayList<>();
    daemon
        .onStart(
            self -> {
              messages.add(assertThrows(IllegalStateException.class, self::start).getMessage());
              messages.add(assertThrows(IllegalStateException.class, self::shutdown).getMessage());
            })
        .onShutdown(
            self ->
                messages.add(
                    assertThrows(IllegalStateException.class, self::shutdown).getMessage()));

    daemon.start();
    daemon.shutdown();

    assertEquals(
        List.of(
            "ledger: Stopped cannot become Running from within its own start or shutdown",
            "ledger: Stopped cannot become Completed from within its own start or shutdown",
            "ledger: Running cannot become Completed from within its own start or shutdown"),
        messages);
    assertEquals(Status.COMPLETED, daemon.status());
  }

  private void hold() throws InterruptedException {
    entered.countDown();
    Aside.await(release);
  }

  private void assertOnce(String entry, Aside.Action action) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Aside<Void>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      calls.add(
          Aside.run(
              () -> {
                Aside.await(go);
                action.run();
              }));
    }
    go.countDown();
    for (Aside<Void> call : calls) {
      call.result();
    }
    assertEquals(1, daemon.log().stream().filter(entry::equals).count());
  }
}
