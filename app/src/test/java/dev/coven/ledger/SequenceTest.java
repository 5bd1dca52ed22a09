package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.contract.EventKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of an event, by which clients know what they have seen, is given out once. */
class SequenceTest {
  @TempDir private Path directory;

  @Test
  void theNumbersOfDeletedEventsAreNotGivenOutAgain() throws Exception {
    Path path = directory.resolve("ledger.sqlite3");
    long highest;
    try (TestLedger ledger = new TestLedger(path)) {
      long session = ledger.running("s", 1).key();
      add(ledger, session);
      highest = add(ledger, session);
    }
    TestLedger.execute(path, "DELETE FROM events WHERE seq = " + highest);
    try (TestLedger ledger = new TestLedger(path)) {
      long next = add(ledger, ledger.session("s").key());
      assertEquals(highest + 1, next);
      highest = next;
    }
    TestLedger.execute(path, "DELETE FROM events");
    try (TestLedger ledger = new TestLedger(path)) {
      assertTrue(ledger.events("s").isEmpty());
      assertEquals(highest + 1, add(ledger, ledger.session("s").key()));
    }
  }

  private static long add(TestLedger ledger, long session) throws Exception {
    ledger.commit(
        transaction -> {
          transaction.event(session, EventKind.INPUT, new JsonObject());
          return null;
        });
    return ledger.events("s").getLast().seq();
  }
}
