package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.kit.Api;
import dev.coven.kit.CommandResult;
import dev.coven.kit.ServingDaemon;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Damage that a daemon meets, or looks for, while it runs. */
class DamagedLedgerIT {
  @AutoClose private final House house = House.own();

  private final Path ledger = house.home().ledger();

  @Test
  void thatAReaderMeetsParksTheDaemonAndKeepsItParked() throws Exception {
    keepSomething();
    // The index by which a session's events are found; the start does not look into it.
    spoilRootOf("events_by_session");
    try (ServingDaemon daemon = house.coven().serve();
        Api api = daemon.api()) {
      api.get("/events?sessionId=kept").expect(500);
      assertEquals(78, daemon.awaitExit());
      assertSays(daemon.said(), "is damaged (", "coven ledger repair", "a copy as it was found: ");
    }
    assertRefused();
  }

  @Test
  void thatAStartMeetsParksToo() throws Exception {
    keepSomething();
    spoilRootOf("events");
    CommandResult serve = house.run("daemon", "serve").expect(78);
    assertSays(serve.err(), "is damaged (", "coven ledger repair", "a copy as it was found: ");
    assertRefused();
  }

  @Test
  void thatNobodyMeetsIsFoundAfterACrash() throws Exception {
    keepSomething();
    spoilRootOf("events_by_session");
    try (ServingDaemon daemon = house.coven().serve()) {
      // It was closed in order, so nobody looks; after this it was not.
      daemon.kill();
    }
    try (Following serve = new Following(house.coven().start("daemon", "serve"))) {
      assertSays(serve.awaitEnd().expect(78).err(), "is damaged (", "coven ledger repair");
    }
    assertSays(house.logged(), "ready contract");
    assertRefused();
  }

  /** Not served again, told at once, and no second copy is made. */
  private void assertRefused() throws IOException, InterruptedException {
    List<Path> before = evidence();
    assertTrue(before.stream().anyMatch(file -> file.toString().endsWith(".sqlite3")));
    CommandResult start = house.run("daemon", "start").expect(1);
    assertSays(start.err(), "exit code 78", "cannot be used: it is damaged", "coven ledger repair");
    assertEquals(before, evidence());
  }

  private List<Path> evidence() throws IOException {
    try (Stream<Path> files = Files.list(ledger.resolveSibling("evidence"))) {
      return files.sorted().toList();
    }
  }

  private void keepSomething() throws IOException, InterruptedException {
    house.start();
    house.run("run", "demo", "something to keep", "--id", "kept").expect(0);
    house.run("daemon", "stop").expect(0);
  }

  private void spoilRootOf(String name) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = '"
                    + name
                    + "'");
        RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
      rows.next();
      file.seek((rows.getLong(1) - 1) * rows.getLong(2));
      file.write(new byte[rows.getInt(2)]);
    }
  }
}
