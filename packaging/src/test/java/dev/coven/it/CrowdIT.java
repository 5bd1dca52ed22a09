package dev.coven.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.Coven;
import dev.coven.kit.ServingDaemon;
import dev.coven.kit.TempHome;
import dev.coven.torture.Crowd;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fifty sessions at once, in structure; {@code packaging/bench/run fifty} gives the figures. */
class CrowdIT {
  private static final int SESSIONS = 50;

  /** About 1 MB each: six times what the daemon's queue may hold. */
  private static final long LINES = 15_000;

  @Test
  void fiftySessionsPrintingAtOnceAreKeptWholeByABoundedQueue() throws Exception {
    try (TempHome home = TempHome.create()) {
      try (ServingDaemon daemon = Coven.with(home).serve()) {
        Crowd crowd = new Crowd(home, daemon, SESSIONS, LINES);
        crowd.print();
        crowd.requireComplete();
        assertTrue(crowd.bytes() > 5 * crowd.capacity(), "too little to fill the queue");
        assertTrue(crowd.mostQueued() <= crowd.capacity());
        assertEquals(0, daemon.stop(), daemon::said);
      }
      assertEquals(0, home.processes().size());
    }
  }

  @Test
  void whatIsNotAsPrintedIsNoticed() throws Exception {
    String first = "(SELECT min(seq) FROM events WHERE kind = 1)";
    for (String harm :
        List.of(
            "UPDATE events SET payload = substr(payload, 2) WHERE seq = " + first,
            "DELETE FROM events WHERE seq = " + first,
            "DELETE FROM events WHERE kind = 3",
            "INSERT INTO events (session, kind, created_at, payload)"
                + " SELECT session, 1, created_at, payload FROM events WHERE seq = "
                + first)) {
      try (TempHome home = TempHome.create();
          ServingDaemon daemon = Coven.with(home).serve()) {
        Crowd crowd = new Crowd(home, daemon, 2, 100);
        crowd.print();
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + home.ledger());
            Statement statement = ledger.createStatement()) {
          assertTrue(statement.executeUpdate(harm) > 0, harm);
        }
        assertThrows(AssertionError.class, crowd::requireComplete, harm);
      }
    }
  }
}
