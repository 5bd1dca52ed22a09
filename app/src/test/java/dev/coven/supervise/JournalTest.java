package dev.coven.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  private final ScriptedCommands commands = new ScriptedCommands();
  private final Journal journal = new Journal(commands, "coven");

  @Test
  void readsTheServicesOwnLines() throws Exception {
    commands.on("journalctl", "one\n\ntwo\r\n\033[2Jthree\n");
    assertEquals(List.of("two", "\\e[2Jthree"), journal.last(2));
    assertEquals(
        List.of("journalctl --user --quiet --no-pager -o cat -n 2 -t coven"), commands.given());
  }

  @Test
  void readsFromATimeOn() throws Exception {
    commands.on("journalctl", "");
    journal.since(Instant.parse("2026-11-20T19:03:36.000500Z"), 9);
    assertTrue(commands.given().getFirst().contains(" --since=@1795201416.000500 "));
  }

  @Test
  void linesAreBounded() throws Exception {
    commands.on("journalctl", "x".repeat(10_000));
    assertTrue(journal.last(1).getFirst().length() < 600);
  }

  @Test
  void isEmptyWhereThereIsNoJournal() throws Exception {
    commands
        .on("journalctl", 1, "", "No journal files were found.\n")
        .onNoProgram("journalctl")
        .onNoAnswer("journalctl");
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of(), journal.last(5));
    }
    assertEquals(Optional.empty(), journal.lastFailure());
  }

  @Test
  void tellsTheLastFailure() throws Exception {
    commands.on(
        "USER_UNIT=coven.service MESSAGE_ID=",
        """
        {"EXIT_CODE":"killed","EXIT_STATUS":"9","__REALTIME_TIMESTAMP":"1795201459450893"}
        """);
    assertEquals(
        Optional.of(
            new Journal.Failure(
                "killed by signal 9 (KILL)", Instant.parse("2026-11-20T19:04:19.450893Z"))),
        journal.lastFailure());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "[]",
        "{}",
        "{\"EXIT_CODE\":\"exited\",\"EXIT_STATUS\":\"x\",\"__REALTIME_TIMESTAMP\":\"1\"}",
        "{\"EXIT_CODE\":\"exited\",\"EXIT_STATUS\":\"1\",\"__REALTIME_TIMESTAMP\":\"soon\"}",
        "{\"EXIT_STATUS\":[1,2],\"__REALTIME_TIMESTAMP\":\"1\"}"
      })
  void makesNothingOfWhatItDoesNotUnderstand(String entry) throws Exception {
    commands.on("journalctl", entry);
    assertEquals(Optional.empty(), journal.lastFailure());
  }
}
