package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import dev.coven.Wait;
import dev.coven.contract.EventKind;
import dev.coven.contract.SessionStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for events hears of each commit that brings some, and of no other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CommitNotifierTest {
  @TempDir private Path directory;
  private TestLedger ledger;
  private final BlockingQueue<Set<Long>> heard = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() throws Exception {
    ledger = new TestLedger(directory.resolve("ledger.sqlite3"));
    ledger.ledger.commits().listen(heard::add);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Set<Long> next() throws InterruptedException {
    return heard.poll(Wait.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static Void input(LedgerTransaction transaction, long key) throws SQLException {
    transaction.event(key, EventKind.INPUT, new JsonObject());
    return null;
  }

  @Test
  void outputIsHeardOfAndCanBeRead() throws Exception {
    StoredSession session = ledger.running("s", 1);
    List<Integer> read = new java.util.concurrent.CopyOnWriteArrayList<>();
    ledger
        .ledger
        .commits()
        .listen(
            _ -> {
              try {
                read.add(ledger.events("s").size());
              } catch (SQLException e) {
                throw new AssertionError(e);
              }
            });
    TestLedger.print(ledger.writer.openLane(session.key()), "printed");
    assertEquals(Set.of(session.key()), next());
    Wait.until("the second listener was told, too", () -> !read.isEmpty());
    assertEquals(List.of(1), read);
  }

  @Test
  void eachWayToAnEventIsHeardOf() throws Exception {
    StoredSession typed = ledger.running("typed", 1);
    StoredSession ended = ledger.running("ended", 2);
    StoredSession lost = ledger.running("lost", 3);
    ledger.commit(transaction -> input(transaction, typed.key()));
    assertEquals(Set.of(typed.key()), next());
    ledger.commit(transaction -> transaction.end(ended.key(), SessionStatus.COMPLETED, 0));
    assertEquals(Set.of(ended.key()), next());
    ledger.commit(transaction -> transaction.recover(Set.of(typed.key())));
    assertEquals(Set.of(lost.key()), next());
  }

  @Test
  void whatBringsNoEventIsNotHeardOf() throws Exception {
    StoredSession session = ledger.running("s", 1);
    ledger.insert("other");
    ledger.commit(transaction -> input(transaction, session.key()));
    assertEquals(Set.of(session.key()), next(), "the first that is heard of");
  }

  @Test
  void oneCommitNamesAllItsSessions() throws Exception {
    StoredSession one = ledger.running("one", 1);
    StoredSession other = ledger.running("other", 2);
    ledger.commit(
        transaction -> {
          input(transaction, one.key());
          return input(transaction, other.key());
        });
    assertEquals(Set.of(one.key(), other.key()), next());
  }

  @Test
  void aListenerThatFailsEndsNeitherTheWriterNorTheOthers() throws Exception {
    StoredSession session = ledger.running("s", 1);
    BlockingQueue<Set<Long>> last = new LinkedBlockingQueue<>();
    ledger
        .ledger
        .commits()
        .listen(
            _ -> {
              throw new IllegalStateException("a fault of the listener's");
            });
    ledger.ledger.commits().listen(last::add);
    ledger.commit(transaction -> input(transaction, session.key()));
    ledger.commit(transaction -> input(transaction, session.key()));
    for (int i = 0; i < 2; i++) {
      assertEquals(Set.of(session.key()), last.poll(Wait.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @Test
  void aChangeThatIsRefusedTakesNobodyElsesNoticeAway() throws Exception {
    StoredSession session = ledger.running("s", 1);
    assertThrows(
        ExecutionException.class,
        () ->
            ledger.commit(
                transaction -> {
                  input(transaction, session.key());
                  throw new IllegalArgumentException("a fault of the caller's");
                }));
    heard.clear();
    ledger.commit(transaction -> input(transaction, session.key()));
    Set<Long> sessions = next();
    assertEquals(Set.of(session.key()), sessions);
    assertEquals(1, ledger.events("s").size());
  }
}
