package dev.coven.diagnose.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coven.home.LogFiles;
import dev.coven.privacy.LogForm;
import dev.coven.privacy.LogLine;
import dev.coven.privacy.LoggedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReadingTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05.000Z");

  @TempDir private Path directory;
  private final List<LoggedEvent> seen = new ArrayList<>();
  private Instant now = BEGIN;

  private LogFiles files() {
    return new LogFiles(directory);
  }

  private LogReading reading(LogQuery query) {
    return new LogReading(files(), query, seen::add);
  }

  private String entry(String level, String text) {
    now = now.plusSeconds(1);
    return LogForm.entry(now, level, "test", text);
  }

  private void log(String text) throws IOException {
    append(entry("INFO", text));
  }

  private void append(String text) throws IOException {
    Files.writeString(
        files().current(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void roll() throws IOException {
    Files.move(files().current(), files().nextRolled(now));
  }

  private List<String> messages() {
    List<String> messages = seen.stream().map(LoggedEvent::message).toList();
    seen.clear();
    return messages;
  }

  @Test
  void filesAreReadAsTheyFollowEachOther() throws Exception {
    for (String each : List.of("one", "two", "three")) {
      log(each + " a");
      log(each + " b");
      roll();
    }
    log("four");
    try (LogReading log = reading(LogQuery.ALL)) {
      log.begin(OptionalInt.empty());
      log.more();
    }
    assertEquals(
        List.of("one a", "one b", "two a", "two b", "three a", "three b", "four"), messages());
  }

  @Test
  void theLastFewMayLieInSeveralFiles() throws Exception {
    for (int i = 1; i <= 9; i++) {
      log("e" + i);
      if (i % 4 == 0) {
        roll();
      }
    }
    for (int last = 1; last <= 12; last++) {
      try (LogReading log = reading(LogQuery.ALL)) {
        log.begin(OptionalInt.of(last));
        log.more();
      }
      List<String> wanted = new ArrayList<>();
      for (int i = Math.max(1, 10 - last); i <= 9; i++) {
        wanted.add("e" + i);
      }
      assertEquals(wanted, messages());
    }
  }

  @Test
  void theLastFewAreOfThoseWanted() throws Exception {
    append(entry("ERROR", "first"));
    append(entry("ERROR", "second\n\tat a.B.c"));
    log("noise");
    roll();
    log("more noise");
    LogQuery errors = new LogQuery(Optional.empty(), Optional.empty(), LogLevel.ERROR, Set.of());
    try (LogReading log = reading(errors)) {
      log.begin(OptionalInt.of(1));
      log.more();
    }
    assertEquals(List.of("\tat a.B.c"), seen.getFirst().detail());
    assertEquals(List.of("second"), messages());
  }

  @Test
  void itGoesOnThroughRolling() throws Exception {
    try (LogReading log = reading(LogQuery.ALL)) {
      log.begin(OptionalInt.empty());
      assertFalse(log.more());
      log("the first there is");
      assertTrue(log.more());
      log("one");
      roll();
      log("two");
      roll();
      log("three");
      until(log);
      assertEquals(List.of("the first there is", "one", "two", "three"), messages());
      log("four");
      until(log);
      assertEquals(List.of("four"), messages());
    }
  }

  @Test
  void whatIsDeletedIsGoneAndNothingComesTwice() throws Exception {
    log("old");
    roll();
    log("one");
    try (LogReading log = reading(LogQuery.ALL)) {
      log.begin(OptionalInt.empty());
      log("two");
      Files.delete(files().current());
      until(log);
      log("three");
      until(log);
      assertEquals(List.of("old", "one", "two", "three"), messages());
      Files.writeString(files().current(), "");
      log("four");
      until(log);
      assertEquals(List.of("four"), messages());
    }
  }

  @Test
  void halfAnEventIsNotGiven() throws Exception {
    log("one");
    try (LogReading log = reading(LogQuery.ALL)) {
      log.begin(OptionalInt.empty());
      until(log);
      assertEquals(List.of("one"), messages());
      String entry = entry("ERROR", "two\n\tat a.B.c");
      append(entry.substring(0, 30));
      until(log);
      assertEquals(List.of(), messages());
      append(entry.substring(30));
      until(log);
      assertEquals(List.of("\tat a.B.c"), seen.getFirst().detail());
    }
  }

  @Test
  void nothingOlderIsReadThanIsWanted() throws Exception {
    log("old");
    roll();
    // Were this read, it would be noticed: its events claim to be young.
    Files.writeString(
        files().rolled().getFirst(),
        LogForm.entry(BEGIN.plusSeconds(100), "INFO", "test", "not read"));
    log("older");
    log("young");
    try (LogReading log = reading(LogQuery.since(now))) {
      log.begin(OptionalInt.empty());
      log.more();
    }
    assertEquals(List.of("young"), messages());
  }

  @Test
  void whatIsWantedIsFound() throws Exception {
    log(LogLine.of("a").with("session", "s-1").with("code", "forbidden").toString());
    log(LogLine.of("b").with("session", "s-2").toString());
    log(LogLine.of("about session=s-1 it says").toString());
    append(entry("WARN", LogLine.of("c").with("why", "s-1 forbidden").toString()));
    assertEquals(List.of("a"), wanted(LogLevel.DEBUG, Optional.of("s-1"), Set.of()));
    assertEquals(List.of("a", "b"), wanted(LogLevel.DEBUG, Optional.of("s-"), Set.of()));
    assertEquals(List.of("a"), wanted(LogLevel.DEBUG, Optional.empty(), Set.of("forbidden")));
    assertEquals(List.of("c"), wanted(LogLevel.WARN, Optional.empty(), Set.of()));
    assertEquals(List.of(), wanted(LogLevel.WARN, Optional.of("s-1"), Set.of()));
  }

  private List<String> wanted(LogLevel least, Optional<String> session, Set<String> codes)
      throws IOException {
    try (LogReading log = reading(new LogQuery(Optional.empty(), session, least, codes))) {
      log.begin(OptionalInt.empty());
      log.more();
    }
    return messages();
  }

  @Test
  void aFileThatIsNoLogCostsNoMemory() throws Exception {
    append("x".repeat(3_000_000) + "\n" + "\ty\n".repeat(100_000));
    log("one");
    try (LogReading log = reading(LogQuery.ALL)) {
      log.begin(OptionalInt.of(5));
      log.more();
    }
    assertEquals(List.of("one"), messages());
  }

  /** Until two looks find nothing: the second gives what the first held back. */
  private static void until(LogReading log) throws IOException {
    while (log.more()) {
      Thread.onSpinWait();
    }
    log.more();
  }
}
