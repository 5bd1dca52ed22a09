package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coven.kit.CommandResult;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A ledger that cannot be used: the daemon parks, says what to do, and leaves it as it is. */
class LedgerFaultIT {
  @AutoClose private final House house = House.plain();

  private final Path ledger = house.home().ledger();

  @Test
  void aDirectoryInItsPlaceParks() throws Exception {
    makeHome();
    house.home().account().give(Files.createDirectory(ledger));
    assertParked("it is not a regular file");
  }

  @Test
  void aLinkInItsPlaceParks() throws Exception {
    makeHome();
    Files.createSymbolicLink(ledger, house.home().user().resolve("elsewhere"));
    assertParked("it is not a regular file");
  }

  @Test
  void aTruncatedOneParks() throws Exception {
    keepSomething();
    try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    assertParkedUnchanged("it is damaged");
  }

  @Test
  void oneCutBeforeItsFirstPageEndsParks() throws Exception {
    keepSomething();
    try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
      file.setLength(100);
    }
    assertParkedUnchanged("The ledger " + ledger + " cannot be used");
  }

  @Test
  void anEmptyOneParks() throws Exception {
    keepSomething();
    Files.write(ledger, new byte[0]);
    assertParkedUnchanged("it is empty");
  }

  @Test
  void whatIsNoDatabaseParks() throws Exception {
    makeHome();
    Files.writeString(ledger, "Dear diary, ".repeat(1000));
    house.home().account().give(ledger);
    assertParkedUnchanged("it is not an SQLite database");
  }

  @Test
  void anotherProgramsDatabaseParks() throws Exception {
    makeHome();
    execute("CREATE TABLE recipes (name TEXT)");
    house.home().account().give(ledger);
    assertParkedUnchanged("it is a database of another program");
  }

  @Test
  void oneThatBelongsToAnotherUserParks() throws Exception {
    Needs.root("give a file to another user");
    keepSomething();
    Files.setAttribute(ledger, "unix:uid", 0);
    assertParked("cannot be used");
  }

  @Test
  void aModeThatLetsNobodyReadItIsPutRight() throws Exception {
    keepSomething();
    Files.setPosixFilePermissions(ledger, PosixFilePermissions.fromString("---------"));
    house.start();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(ledger)));
    house.run("sessions", "show", "kept").expect(0);
  }

  @Test
  void oneOfANewerSchemaParks() throws Exception {
    keepSomething();
    execute("UPDATE ledger SET value = 99");
    byte[] before = Files.readAllBytes(ledger);
    CommandResult serve = house.run("daemon", "serve").expect(78);
    assertSays(
        serve.err(),
        ledger + " was written by a newer Coven",
        "needs 99",
        "Install the newer version again");
    assertSays(house.run("daemon", "start").expect(1).err(), "newer Coven", "exit code 78");
    assertArrayEquals(before, Files.readAllBytes(ledger));
    execute("UPDATE ledger SET value = 1");
  }

  @Test
  void oneOfANewerSchemaThatOlderProgramsCanUseIsOpened() throws Exception {
    keepSomething();
    execute("UPDATE ledger SET value = 99 WHERE name = 'schema'");
    execute("ALTER TABLE sessions ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'");
    execute("ALTER TABLE events ADD COLUMN weight INTEGER");
    execute("CREATE TABLE moods (session INTEGER, mood TEXT)");
    execute("CREATE INDEX by_colour ON sessions (colour)");
    execute("INSERT INTO ledger VALUES ('moods_since', 98)");
    house.start();
    house.run("sessions", "show", "kept").expect(0);
    house.run("run", "demo", "still working").expect(0);
  }

  @Test
  void aDraftThatAKilledFirstStartLeftIsNoObstacle() throws Exception {
    makeHome();
    house
        .home()
        .account()
        .give(Files.writeString(ledger.resolveSibling("ledger.sqlite3.new"), "half a led"));
    house.start();
    house.run("run", "demo", "hello").expect(0);
  }

  @Test
  void movingItAwayAsToldBeginsANewOne() throws Exception {
    makeHome();
    Files.writeString(ledger, "Dear diary, ".repeat(1000));
    house.home().account().give(ledger);
    String said = house.run("daemon", "start").expect(1).err();
    String command = "mv '" + ledger + "' '" + ledger + ".bad'";
    assertSays(said, command);
    assertEquals(0, new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor());
    house.start();
    assertSays(Files.readString(Path.of(ledger + ".bad")), "Dear diary");
  }

  private void makeHome() throws IOException {
    Path coven = Files.createDirectory(house.home().coven());
    Files.setPosixFilePermissions(coven, PosixFilePermissions.fromString("rwx------"));
    house.home().account().give(coven);
  }

  /** A ledger with a session in it, closed. */
  private void keepSomething() throws IOException, InterruptedException {
    house.start();
    house.run("run", "demo", "something to keep", "--id", "kept").expect(0);
    house.run("daemon", "stop").expect(0);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void assertParkedUnchanged(String why) throws IOException, InterruptedException {
    byte[] before = Files.readAllBytes(ledger);
    assertParked(why);
    assertArrayEquals(before, Files.readAllBytes(ledger), "the ledger was changed");
  }

  /** The daemon parks, {@code start} repeats why, and nothing is put beside the ledger. */
  private void assertParked(String why) throws IOException, InterruptedException {
    List<Path> before = beside();
    CommandResult serve = house.run("daemon", "serve").expect(78);
    assertSays(serve.err(), "The ledger " + ledger, why, "was changed", "mv '" + ledger);
    CommandResult start = house.run("daemon", "start").expect(1);
    assertSays(start.err(), "exit code 78", why, "mv '" + ledger, "try: coven daemon start");
    assertEquals("", serve.out() + start.out());
    assertSays(house.logged(), "ERROR", why);
    assertEquals(before, beside());
    // Nothing runs and nothing was left: the next start is not in anybody's way.
    assertSays(house.run("daemon", "status").expect(3).out(), "Coven is not running");
  }

  private List<Path> beside() throws IOException {
    try (Stream<Path> files = Files.list(ledger.getParent())) {
      return files.filter(file -> file.toString().startsWith(ledger.toString())).sorted().toList();
    }
  }
}
