package dev.coven.daemonology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.daemonology.DaemonEvent.FailureOccurred;
import dev.coven.daemonology.DaemonEvent.StatusChanged;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JournalingTest {
  private static final Instant NOON = Instant.parse("2025-01-01T12:00:00Z");
  private static final Deadline LOOK = Deadline.after(Duration.ZERO);

  @Test
  void aLifeIsWrittenDownInOrder() throws Exception {
    ScriptedDaemon daemon = new ScriptedDaemon("ledger", InstantSource.fixed(NOON));
    IOException full = new IOException("disk full");

    daemon.start();
    daemon.report(full);
    daemon.shutdown();

    assertEquals(
        List.of(
            new StatusChanged("ledger", Status.STOPPED, Status.RUNNING, NOON),
            new FailureOccurred("ledger", full, NOON),
            new StatusChanged("ledger", Status.RUNNING, Status.COMPLETED, NOON)),
        entries(daemon.journal()));
  }

  @Test
  void aStartThatFailsIsAFailureAndNoMove() throws Exception {
    ScriptedDaemon daemon = new ScriptedDaemon("ledger", InstantSource.fixed(NOON));
    IOException broken = new IOException("not a database");
    daemon.onStart(
        self -> {
          throw broken;
        });

    assertThrows(IOException.class, daemon::start);

    assertEquals(List.of(new FailureOccurred("ledger", broken, NOON)), entries(daemon.journal()));
  }

  @Test
  void aShutdownThatFailsIsWrittenBeforeTheMove() throws Exception {
    ScriptedDaemon daemon = new ScriptedDaemon("ledger", InstantSource.fixed(NOON));
    IOException stuck = new IOException("checkpoint");
    daemon.onShutdown(
        self -> {
          throw stuck;
        });
    daemon.start();

    assertThrows(IOException.class, daemon::shutdown);

    assertEquals(
        List.of(
            new StatusChanged("ledger", Status.STOPPED, Status.RUNNING, NOON),
            new FailureOccurred("ledger", stuck, NOON),
            new StatusChanged("ledger", Status.RUNNING, Status.COMPLETED, NOON)),
        entries(daemon.journal()));
  }

  @Test
  void aMoveThatIsRefusedIsNotWritten() throws Exception {
    ScriptedDaemon daemon = new ScriptedDaemon("ledger");

    assertThrows(IllegalStateException.class, daemon::shutdown);

    assertEquals(0, daemon.journal().size());
  }

  @Test
  void aMoveThatCannotBeWrittenIsNotMade() {
    InstantSource broken =
        () -> {
          throw new IllegalStateException("no clock");
        };
    ScriptedDaemon daemon = new ScriptedDaemon("ledger", broken);
    daemon.onStart(self -> self.take("file"));

    assertThrows(IllegalStateException.class, daemon::start);

    assertEquals(Status.STOPPED, daemon.status());
    assertEquals(0, daemon.journal().size());
    assertEquals(List.of("start ledger", "close file"), daemon.log());
  }

  @Test
  void theFailureOfAPartIsWrittenForTheWholeUnderThePartsName() throws Exception {
    ScriptedDaemon ledger = new ScriptedDaemon("ledger", InstantSource.fixed(NOON));
    Composition inner = new Composition("storage", List.of(ledger));
    Composition outer = new Composition("coven", List.of(inner));
    IOException full = new IOException("disk full");

    ledger.report(full);

    FailureOccurred expected = new FailureOccurred("ledger", full, NOON);
    assertEquals(List.of(expected), entries(inner.journal()));
    assertEquals(List.of(expected), entries(outer.journal()));
  }

  @Test
  void statusAndEntryAreOneStepForWhoReadsTheJournalFirst() throws Exception {
    for (int round = 0; round < 500; round++) {
      ScriptedDaemon daemon = new ScriptedDaemon("ledger");
      CountDownLatch ready = new CountDownLatch(1);
      Aside<Status> reader =
          Aside.call(
              () -> {
                ready.countDown();
                while (daemon.journal().size() == 0) {
                  Thread.onSpinWait();
                }
                return daemon.status();
              });
      Aside.await(ready);
      daemon.start();

      assertEquals(Status.RUNNING, reader.result());
    }
  }

  @Test
  void statusAndEntryAreOneStepForWhoReadsTheStatusFirst() throws Exception {
    for (int round = 0; round < 500; round++) {
      ScriptedDaemon daemon = new ScriptedDaemon("ledger");
      CountDownLatch ready = new CountDownLatch(1);
      Aside<Long> reader =
          Aside.call(
              () -> {
                ready.countDown();
                while (daemon.status() == Status.STOPPED) {
                  Thread.onSpinWait();
                }
                return daemon.journal().size();
              });
      Aside.await(ready);
      daemon.start();

      assertEquals(1, reader.result());
    }
  }

  @Test
  void everyReaderReadsFromTheBeginning() throws Exception {
    InMemoryScrivener<String> journal = new InMemoryScrivener<>(2);
    journal.write("one");
    journal.write("two");

    for (int reader = 0; reader < 3; reader++) {
      assertEquals(Optional.of("one"), journal.await(0, LOOK));
      assertEquals(Optional.of("two"), journal.await(1, LOOK));
      assertEquals(Optional.empty(), journal.await(2, LOOK));
    }
  }

  @Test
  void aFullJournalRefusesAnEntryAndKeepsWhatItHas() throws Exception {
    InMemoryScrivener<String> journal = new InMemoryScrivener<>(1);
    journal.write("one");

    assertThrows(IllegalStateException.class, () -> journal.write("two"));
    assertEquals(List.of("one"), entries(journal));
  }

  @Test
  void aJournalRefusesWhatIsNoEntryNoPositionNoCapacity() {
    InMemoryScrivener<String> journal = new InMemoryScrivener<>(1);

    assertThrows(NullPointerException.class, () -> journal.write(null));
    assertThrows(IndexOutOfBoundsException.class, () -> journal.await(-1, LOOK));
    assertThrows(IllegalArgumentException.class, () -> new InMemoryScrivener<String>(0));
  }

  @Test
  void writersFromManyThreadsLoseNothing() throws Exception {
    int each = 1000;
    InMemoryScrivener<Integer> journal = new InMemoryScrivener<>(4 * each);
    List<Aside<Void>> writers =
        Stream.generate(
                () -> Aside.run(() -> IntStream.range(0, each).forEach(i -> journal.write(i))))
            .limit(4)
            .toList();
    for (Aside<Void> writer : writers) {
      writer.result();
    }

    List<Integer> entries = entries(journal);
    assertEquals(4 * each, entries.size());
    assertEquals(4L * each * (each - 1) / 2, entries.stream().mapToLong(i -> i).sum());
  }

  @Test
  void aLifeOfManyFailuresLeavesThreeEntries() throws Exception {
    ScriptedDaemon daemon = new ScriptedDaemon("ledger");
    daemon.start();
    for (int i = 0; i < Suppression.LIMIT; i++) {
      daemon.report(new IOException("failure " + i));
    }
    daemon.shutdown();

    assertEquals(3, daemon.journal().size());
    assertFalse(daemon.failure().isEmpty());
    assertTrue(daemon.failure().orElseThrow().getSuppressed().length < Suppression.LIMIT);
  }

  private static <E> List<E> entries(Journal<E> journal) throws InterruptedException {
    List<E> entries = new ArrayList<>();
    for (long position = 0; position < journal.size(); position++) {
      entries.add(journal.await(position, LOOK).orElseThrow());
    }
    return entries;
  }
}
