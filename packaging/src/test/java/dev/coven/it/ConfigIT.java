package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.coven.kit.CommandResult;
import dev.coven.kit.ServingDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The settings, from an editor's slip to the daemon's start. */
class ConfigIT {
  private static final String BAD =
      """
      [sessions]
      max-live = 9000
      [retention]
      events = "30 days"
      """;

  @AutoClose private final House house = House.own();

  private final Path coven = house.home().coven();
  private final Path file = coven.resolve("config.toml");

  @Test
  void aBadFileAtTheFirstStartParksWithEveryProblem() throws Exception {
    write(BAD);
    CommandResult serve = house.run("daemon", "serve").expect(78);
    assertSays(serve.err(), "config.toml:2:1: sessions.max-live is 9000", ":4:1: retention.events");
    assertFalse(Files.exists(house.home().ledger()));

    CommandResult start = house.run("daemon", "start").expect(1);
    assertProblems(start);
    assertEquals("", start.out());
  }

  @Test
  void aRestartWithABadFileIsRefusedAndTheDaemonUntouched() throws Exception {
    long pid = house.start();
    write(BAD);
    assertProblems(house.run("daemon", "restart").expect(1));
    JsonObject status = house.json(0, "daemon", "status");
    assertEquals(pid, status.get("pid").getAsLong());
    assertEquals(0, status.getAsJsonArray("notes").size(), status::toString);
    // There is nothing to do, so that nothing depends on the file.
    assertSays(house.run("daemon", "start").expect(0).out(), "already running");
    write("sessions.max-live = 3\n");
    house.run("daemon", "restart").expect(0);
    assertEquals("file", source());
  }

  @Test
  void aDaemonThatComesBackRunsOnTheLastGoodOneAndSaysSo() throws Exception {
    write("sessions.max-live = 3\n");
    try (ServingDaemon first = house.coven().serve()) {
      assertTrue(Files.exists(coven.resolve("config.last-good.toml")));
      first.kill();
    }
    write(BAD);
    try (ServingDaemon again = house.coven().serve()) {
      assertSays(again.said(), "config.toml:2:1: sessions.max-live is 9000", "last good");
      assertSays(house.logged(), "WARN", "retention.events is", "from=last_good");
      CommandResult status = house.run("daemon", "status").expect(0);
      assertSays(
          status.out(),
          "Coven is running",
          "It runs on its last good configuration",
          "config.toml:2:1: sessions.max-live is 9000",
          "next      coven config check");
      assertEquals(0, again.stop());
    }
  }

  @Test
  void anUnknownKeyWarnsWhoeverStartsItAndTheLog() throws Exception {
    write("[retension]\nevents = '30d'\n");
    CommandResult start = house.run("daemon", "start").expect(0);
    String warning =
        file + ":1:1: retension is not known and does nothing. Did you mean retention?";
    assertSays(start.err(), "coven: " + warning + "\n");
    assertSays(house.logged(), "WARN", warning);
    CommandResult restart = house.run("daemon", "restart").expect(0);
    assertEquals(1, restart.err().split(Pattern.quote(warning), -1).length - 1, restart::err);
  }

  @Test
  void aFileThatOthersMayWriteIsRefused() throws Exception {
    write("sessions.max-live = 3\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertSays(
        house.run("daemon", "start").expect(1).err(),
        "The configuration has a problem",
        "Others may write it (rw-rw-r--). Run: chmod go-w '" + file + "'");
  }

  @Test
  void checkShowsWhatIsInForceAndWhereItIsFrom() throws Exception {
    CommandResult none = house.run("config", "check").expect(0);
    assertSays(none.out(), file + " does not exist; every setting has its default.");
    write("[retention]\nevents = '48h'\n[redaction]\npatterns = ['acme-[0-9]+']\n");
    CommandResult good = house.run("config", "check").expect(0);
    assertSays(
        good.out(),
        file + " is good.",
        "sessions.max-live     200             default",
        "retention.events      2d              line 2",
        "retention.max-size    no limit        default",
        "redaction.patterns    1 entry         line 4");
    JsonObject json = house.json(0, "config", "check");
    assertTrue(json.get("valid").getAsBoolean());
    JsonObject events = json.getAsJsonObject("settings").getAsJsonObject("retention.events");
    assertEquals("{\"value\":\"2d\",\"line\":2}", events.toString());
    write(BAD);
    CommandResult bad = house.run("config", "check").expect(1);
    assertEquals("", bad.out());
    assertSays(bad.err(), file + " has 2 problems.", file + ":2:1: sessions.max-live is 9000");
    JsonObject problems = house.json(1, "config", "check");
    assertEquals(2, problems.getAsJsonArray("problems").size());
    assertFalse(problems.get("valid").getAsBoolean());
  }

  private void assertProblems(CommandResult refused) {
    assertSays(
        refused.err(),
        "The configuration has 2 problems; nothing was started or stopped.",
        "\n  " + file + ":2:1: sessions.max-live is 9000; it must be a whole number from 1 to 250.",
        "\n  " + file + ":4:1: retention.events is \"30 days\"; it must be a duration such as",
        "try: coven config check");
  }

  private String source() throws IOException {
    try (var api = house.api()) {
      return api.health().getAsJsonObject("config").get("source").getAsString();
    }
  }

  private void write(String text) throws IOException {
    if (!Files.isDirectory(coven)) {
      Files.createDirectory(coven);
      Files.setPosixFilePermissions(coven, PosixFilePermissions.fromString("rwx------"));
      house.home().account().give(coven);
    }
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    house.home().account().give(file);
  }
}
