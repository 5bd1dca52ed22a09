package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LedgerReadingTest {
  @TempDir private Path directory;
  private TestLedger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"), TestLedger.standing());
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void aReaderThatFailedIsLentAgain() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThrows(
          IllegalStateException.class,
          () ->
              ledger.ledger.read(
                  reader -> {
                    throw new IllegalStateException("in the middle of it");
                  }));
    }
    assertTrue(ledger.ledger.read(reader -> reader.session("none")).isEmpty());
  }

  @Test
  void whoeverComesWhileAllAreLentWaits() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch lent = new CountDownLatch(4);
    List<CompletableFuture<String>> borrowers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      borrowers.add(borrow(lent, release));
    }
    Wait.open(lent);
    CompletableFuture<Optional<StoredSession>> late = new CompletableFuture<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    late.complete(ledger.ledger.read(reader -> reader.session("none")));
                  } catch (SQLException e) {
                    late.completeExceptionally(e);
                  }
                });
    Wait.parked(waiting);
    assertFalse(late.isDone());
    release.countDown();
    assertTrue(Wait.result(late).isEmpty());
    for (CompletableFuture<String> borrower : borrowers) {
      assertEquals("read", Wait.result(borrower));
    }
  }

  @Test
  void aShutdownWaitsForAReaderThatIsLent() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch lent = new CountDownLatch(1);
    CompletableFuture<String> borrower = borrow(lent, release);
    Wait.open(lent);
    ledger.writer.shutdown();
    CompletableFuture<Void> down = new CompletableFuture<>();
    Thread shutdown =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    ledger.ledger.shutdown();
                    down.complete(null);
                  } catch (Exception e) {
                    down.completeExceptionally(e);
                  }
                });
    Wait.parked(shutdown);
    assertFalse(down.isDone());

    release.countDown();

    assertEquals("read", Wait.result(borrower), "its connection stayed open to the end");
    Wait.result(down);
  }

  private CompletableFuture<String> borrow(CountDownLatch lent, CountDownLatch release) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                result.complete(
                    ledger.ledger.read(
                        reader -> {
                          lent.countDown();
                          try {
                            release.await();
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                          reader.session("none");
                          return "read";
                        }));
              } catch (SQLException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  @Test
  void readersCannotWrite() {
    SQLException refused =
        assertThrows(
            SQLException.class,
            () -> {
              try (var connection = new LedgerFile(ledger.path).openForReading();
                  var statement = connection.createStatement()) {
                statement.execute("DELETE FROM sessions");
              }
            });
    assertTrue(refused.getMessage().contains("readonly"), refused.getMessage());
  }

  @Test
  void sessionsOfOneMillisecondComeInTheOrderOfTheirIds() throws Exception {
    for (String id : List.of("b", "d", "a", "c", "e")) {
      ledger.insert(id);
    }
    List<String> paged = new ArrayList<>();
    SessionCursor place = SessionCursor.NEWEST;
    for (int i = 0; i < 5; i++) {
      SessionCursor from = place;
      StoredSession next = ledger.ledger.read(reader -> reader.sessions(from, false, 1)).getFirst();
      paged.add(next.record().id());
      place = new SessionCursor(next.record().createdAt().toEpochMilli(), next.record().id());
    }
    assertEquals(List.of("e", "d", "c", "b", "a"), paged);
    SessionCursor end = place;
    assertEquals(List.of(), ledger.ledger.read(reader -> reader.sessions(end, false, 10)));
  }

  @Test
  void eventsAreReadFromAPlaceOnAndAsFarAsTheyAreWanted() throws Exception {
    StoredSession session = ledger.running("s", 1);
    for (int i = 0; i < 10; i++) {
      ledger.commit(
          transaction -> {
            transaction.event(session.key(), EventKind.INPUT, new JsonObject());
            return null;
          });
    }
    List<StoredEvent> all = ledger.events("s");
    List<Long> seen = new ArrayList<>();
    ledger.ledger.read(
        reader -> {
          reader.events(
              session.key(),
              all.get(3).seq(),
              100,
              event -> {
                seen.add(event.seq());
                return seen.size() < 3;
              });
          return seen;
        });
    assertEquals(all.subList(4, 7).stream().map(StoredEvent::seq).toList(), seen);
  }

  @Test
  void anEventsNameLeadsToItsPlace() throws Exception {
    StoredSession session = ledger.running("s", 1);
    ledger.commit(tx -> tx.end(session.key(), SessionStatus.COMPLETED, 0));
    StoredEvent event = ledger.events("s").getFirst();

    assertEquals(OptionalLong.of(event.seq()), ledger.ledger.read(r -> r.seqOf(event.id())));
    for (String other : List.of("", "evt-", "evt-0", "evt--1", "evt-x", "EVT-1", "evt-999999")) {
      assertEquals(OptionalLong.empty(), ledger.ledger.read(r -> r.seqOf(other)), other);
    }
  }

  @Test
  void theOldestEventHasATime() throws Exception {
    assertEquals(Optional.empty(), ledger.ledger.read(LedgerReader::oldestEventAt));
    StoredSession session = ledger.running("s", 1);
    ledger.commit(tx -> tx.end(session.key(), SessionStatus.COMPLETED, 0));
    assertEquals(
        Optional.of(Instant.parse("2026-01-02T03:04:05.678Z")),
        ledger.ledger.read(LedgerReader::oldestEventAt));
  }
}
