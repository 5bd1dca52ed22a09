package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  @Nested
  class OneDaemon {
    @Test
    void beginsStoppedWithoutAFailure() {
      ScriptedDaemon daemon = new ScriptedDaemon("ledger");

      assertEquals(Status.STOPPED, daemon.status());
      assertTrue(daemon.failure().isEmpty());
      assertEquals("ledger", daemon.name());
      assertEquals("ledger (Stopped)", daemon.toString());
    }

    @Test
    void refusesABlankName() {
      assertThrows(IllegalArgumentException.class, () -> new ScriptedDaemon(" "));
    }

    @Test
    void runsAfterStartAndIsCompletedAfterShutdown() throws Exception {
      ScriptedDaemon daemon = new ScriptedDaemon("ledger");

      daemon.start();
      assertEquals(Status.RUNNING, daemon.status());
      daemon.shutdown();
      assertEquals(Status.COMPLETED, daemon.status());
      assertEquals(List.of("start ledger", "shutdown ledger"), daemon.log());
    }

    @Test
    void isNotRunningBeforeItsStartReturned() throws Exception {
      List<Status> seen = new ArrayList<>();
      ScriptedDaemon daemon =
          new ScriptedDaemon("ledger")
              .onStart(self -> seen.add(self.status()))
              .onShutdown(self -> seen.add(self.status()));

      daemon.start();
      daemon.shutdown();

      assertEquals(List.of(Status.STOPPED, Status.RUNNING), seen);
    }

    @Test
    void closesWhatItOwnsAfterShutdownLastTakenFirst() throws Exception {
      ScriptedDaemon daemon = new ScriptedDaemon("ledger");
      daemon.onStart(
          self -> {
            self.take("lock");
            self.take("file");
          });

      daemon.start();
      daemon.take("thread");
      daemon.shutdown();

      assertEquals(
          List.of("start ledger", "shutdown ledger", "close thread", "close file", "close lock"),
          daemon.log());
    }

    @Test
    void handsAnOwnedResourceBackToItsTaker() throws Exception {
      AutoCloseable resource = () -> {};
      List<AutoCloseable> returned = new ArrayList<>();
      ScriptedDaemon daemon =
          new ScriptedDaemon("ledger").onStart(self -> returned.add(self.own(resource)));

      daemon.start();

      assertSame(resource, returned.getFirst());
    }

    @Test
    void closesAtOnceWhatItIsGivenBeforeItsStart() {
      ScriptedDaemon daemon = new ScriptedDaemon("ledger");

      assertThrows(IllegalStateException.class, () -> daemon.take("file"));
      assertEquals(List.of("close file"), daemon.log());
    }

    @Test
    void closesAtOnceWhatItIsGivenAfterItsShutdown() throws Exception {
      ScriptedDaemon daemon = new ScriptedDaemon("ledger");
      daemon.start();
      daemon.shutdown();
      IOException thrown = new IOException("late");

      IllegalStateException late =
          assertThrows(
              IllegalStateException.class,
              () ->
                  daemon.take(
                      () -> {
                        throw thrown;
                      }));
      assertSame(thrown, late.getSuppressed()[0]);
    }

    @Test
    void answersForItsStatusWhileAStartTakesLong() throws Exception {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      ScriptedDaemon daemon =
          new ScriptedDaemon("ledger")
              .onStart(
                  self -> {
                    entered.countDown();
                    Aside.await(release);
                  });
      Aside<Void> start = Aside.run(daemon::start);
      Aside.await(entered);

      assertEquals(Status.STOPPED, daemon.status());
      assertTrue(daemon.failure().isEmpty());
      assertFalse(start.done());

      release.countDown();
      start.result();
      assertEquals(Status.RUNNING, daemon.status());
    }
  }

  @Nested
  class ManyInOne {
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final ScriptedDaemon lock = new ScriptedDaemon("lock", log);
    private final ScriptedDaemon ledger = new ScriptedDaemon("ledger", log);
    private final ScriptedDaemon http = new ScriptedDaemon("http", log);
    private final Composition coven = new Composition("coven", List.of(lock, ledger, http));

    @Test
    void startsInOrderAndShutsDownInReverse() throws Exception {
      coven.start();
      coven.shutdown();

      assertEquals(
          List.of(
              "start lock",
              "start ledger",
              "start http",
              "shutdown http",
              "shutdown ledger",
              "shutdown lock"),
          log);
      assertEquals(Status.COMPLETED, coven.status());
    }

    @Test
    void stopsOnlyWhatRunsWhenAPartDoesNotStart() {
      IOException broken = new IOException("not a database");
      ledger.onStart(
          self -> {
            throw broken;
          });

      assertSame(broken, assertThrows(IOException.class, coven::start));
      assertEquals(List.of("start lock", "start ledger", "shutdown lock"), log);
      assertEquals(Status.STOPPED, coven.status());
      assertEquals(Status.COMPLETED, lock.status());
      assertEquals(Status.STOPPED, ledger.status());
      assertEquals(Status.STOPPED, http.status());
    }

    @Test
    void keepsWhatTheUndoingOfAStartThrew() {
      IOException broken = new IOException("not a database");
      IOException stuck = new IOException("lock gone");
      lock.onShutdown(
          self -> {
            throw stuck;
          });
      ledger.onStart(
          self -> {
            throw broken;
          });

      Throwable thrown = assertThrows(IOException.class, coven::start);

      assertSame(broken, thrown);
      assertEquals(List.of(stuck), List.of(thrown.getSuppressed()));
    }

    @Test
    void shutsEveryPartDownWhateverTheOthersThrew() throws Exception {
      IOException first = new IOException("http");
      IllegalStateException second = new IllegalStateException("ledger");
      http.onShutdown(
          self -> {
            throw first;
          });
      ledger.onShutdown(
          self -> {
            throw second;
          });
      coven.start();

      Throwable thrown = assertThrows(IOException.class, coven::shutdown);

      assertSame(first, thrown);
      assertEquals(List.of(second), List.of(thrown.getSuppressed()));
      assertEquals(Status.COMPLETED, coven.status());
      assertEquals(Status.COMPLETED, lock.status());
    }

    @Test
    void leavesAPartAloneThatWasShutDownBefore() throws Exception {
      coven.start();
      ledger.shutdown();
      coven.shutdown();

      assertEquals(1, log.stream().filter("shutdown ledger"::equals).count());
      assertEquals(Status.COMPLETED, coven.status());
      assertTrue(coven.failure().isEmpty());
    }

    @Test
    void doesNotStartAgainWithPartsThatRanBefore() {
      http.onStart(
          self -> {
            throw new IOException("address in use");
          });
      assertThrows(IOException.class, coven::start);

      IllegalStateException again = assertThrows(IllegalStateException.class, coven::start);
      assertEquals("lock: Completed cannot become Running", again.getMessage());
    }

    @Test
    void givesAStartUpBetweenTwoPartsWhenInterrupted() throws Exception {
      lock.onStart(self -> Thread.currentThread().interrupt());

      Throwable thrown = Aside.run(coven::start).thrown();

      assertInstanceOf(InterruptedException.class, thrown);
      assertEquals(List.of("start lock", "shutdown lock"), log);
      assertEquals(Status.STOPPED, coven.status());
    }

    @Test
    void shutsAllPartsDownOnAnInterruptedThread() throws Exception {
      coven.start();

      boolean stillInterrupted =
          Aside.call(
                  () -> {
                    Thread.currentThread().interrupt();
                    coven.shutdown();
                    return Thread.currentThread().isInterrupted();
                  })
              .result();

      assertTrue(stillInterrupted);
      assertEquals(Status.COMPLETED, lock.status());
      assertEquals(Status.COMPLETED, ledger.status());
      assertEquals(Status.COMPLETED, http.status());
    }

    @Test
    void outlastsAnInterruptionWhileAnotherThreadShutsAPartDown() throws Exception {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      http.onShutdown(
          self -> {
            entered.countDown();
            Aside.await(release);
          });
      coven.start();
      Aside<Void> other = Aside.run(http::shutdown);
      Aside.await(entered);
      Aside<Boolean> shutdown =
          Aside.call(
              () -> {
                coven.shutdown();
                return Thread.currentThread().isInterrupted();
              });
      shutdown.parked().interrupt();
      release.countDown();

      other.result();
      assertTrue(shutdown.result());
      assertEquals(Status.COMPLETED, coven.status());
      assertEquals(Status.COMPLETED, lock.status());
    }

    @Test
    void showsItsPartsByNameInTheOrderOfStart() throws Exception {
      IOException full = new IOException("disk full");
      coven.start();
      ledger.report(full);

      assertEquals(List.of("lock", "ledger", "http"), List.copyOf(coven.components().keySet()));
      Component component = coven.components().get("ledger");
      assertEquals(Status.RUNNING, component.status());
      assertSame(full, component.failure().orElseThrow());
      assertTrue(coven.components().get("http").failure().isEmpty());
    }

    @Test
    void refusesPartsOfTheSameName() {
      List<ScriptedDaemon> twins = List.of(new ScriptedDaemon("a"), new ScriptedDaemon("a"));

      assertThrows(IllegalArgumentException.class, () -> new Composition("twins", twins));
    }

    @Test
    void refusesThePartOfAnother() {
      assertThrows(IllegalStateException.class, () -> new Composition("thief", List.of(ledger)));
    }
  }
}
