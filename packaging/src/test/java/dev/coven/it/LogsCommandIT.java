package dev.coven.it;

import static dev.coven.it.House.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.coven.home.CovenHome;
import dev.coven.home.Crashes;
import dev.coven.home.LogFiles;
import dev.coven.kit.CommandResult;
import dev.coven.privacy.LogForm;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** {@code coven daemon logs} of the packaged program. */
class LogsCommandIT {
  private static final int SIGINT = 2;

  @AutoClose private final House house = House.own();

  @Test
  void itFollowsThroughRestartsAndRollingAndEndsWithTheInterrupt() throws Exception {
    try (Following logs = new Following(house.coven().start("daemon", "logs", "-f"))) {
      logs.awaitErr("There is no log yet");
      long first = house.start();
      logs.awaitOut("ready contract=coven.daemon.v1");
      // As the daemon does it, between two of its lines.
      LogFiles files = new LogFiles(house.log().getParent());
      Files.move(files.current(), files.nextRolled(Instant.now()));
      house.run("run", "demo", "hello", "--id", "s1").expect(0);
      logs.awaitOut("session ended session=s1");
      long second =
          House.json(house.run("daemon", "restart", "--json").expect(0)).get("pid").getAsLong();
      String said = logs.awaitOut("pid=" + second);
      assertEquals(1, said.split("session launched session=s1", -1).length - 1, said);
      assertSays(said, "pid=" + first, "stopped");
      new ProcessBuilder("kill", "-INT", "" + logs.process().pid()).start().waitFor();
      CommandResult end = logs.awaitEnd().expect(128 + SIGINT);
      assertTrue(end.out().endsWith("\n"));
      assertFalse(end.err().contains("Exception"), end.err());
    }
  }

  @Test
  void whatADyingRuntimePrintedIsSeenAndKept() throws Exception {
    long pid = house.start();
    new ProcessBuilder("kill", "-SEGV", "" + pid).start().waitFor();
    Processes.awaitEnd(pid);
    CommandResult logs = house.run("daemon", "logs", "--level", "error").expect(0);
    assertSays(logs.out(), " ERROR start   # A fatal error has been detected", "SIGSEGV");
    assertSays(logs.err(), "No daemon runs in", "try: coven daemon status");
    house.start();
    CovenHome home = new CovenHome(house.home().coven());
    Path kept = Crashes.of(home).newest().orElseThrow();
    assertSays(Files.readString(kept.resolve("daemon.out")), "SIGSEGV");
    assertSays(Files.readString(kept.resolve("jvm-crash.log")), "SIGSEGV", "pid=" + pid);
    assertFalse(Files.exists(home.logs().resolve("jvm-crash-" + pid + ".log")));
  }

  @Test
  void fiftyMegabytesAreFilteredQuickly() throws Exception {
    LogFiles files = new LogFiles(house.log().getParent());
    Files.createDirectories(files.directory());
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    for (int i = 0; i < 5; i++) {
      try (BufferedWriter out = Files.newBufferedWriter(files.current())) {
        for (int n = 0; n < 70_000; n++) {
          time = time.plusMillis(7);
          String session = "session=s" + i + "-" + n % 1000;
          out.write(
              LogForm.entry(
                  time,
                  "INFO",
                  "session",
                  "session launched "
                      + session
                      + " harness=codex pid=4711"
                      + " note=\"of the usual length that a line of the log has\""));
        }
        out.write(
            LogForm.entry(time, "WARN", "http", "kill refused code=session_not_live session=x"));
      }
      Files.move(files.current(), files.nextRolled(time));
    }
    CommandResult logs = house.run("daemon", "logs", "--code", "session_not_live");
    assertEquals(5, logs.expect(0).out().lines().count());
    long millis = TimeUnit.NANOSECONDS.toMillis(logs.nanos());
    assertTrue(millis < 10_000, () -> "it took " + millis + " ms");
    assertEquals(100, house.run("daemon", "logs").expect(0).out().lines().count());
  }

  @Test
  void jsonIsParseableAndNamesTheRequest() throws Exception {
    house.start();
    house.run("run", "demo", "hello", "--id", "s1").expect(0);
    CommandResult logs = house.run("daemon", "logs", "--json", "--session", "s1").expect(0);
    JsonObject launched =
        JsonParser.parseString(logs.out().lines().findFirst().orElseThrow()).getAsJsonObject();
    assertEquals("session launched", launched.get("message").getAsString());
    JsonObject fields = launched.getAsJsonObject("fields");
    assertEquals("s1", fields.get("session").getAsString());
    assertTrue(fields.has("request"), launched::toString);
    assertEquals("", logs.err());
  }
}
