package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastTimeTest {
  private static final Instant NOW = Instant.parse("2026-03-05T12:30:00Z");

  /** In winter an hour ahead of UTC. */
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "90s, 2026-03-05T12:28:30Z",
    "2h, 2026-03-05T10:30:00Z",
    "7d, 2026-02-26T12:30:00Z",
    "2026-03-05T11:00:00Z, 2026-03-05T11:00:00Z",
    "2026-03-05T11:00:00.123Z, 2026-03-05T11:00:00.123Z",
    "2026-03-05T11:00:00+02:00, 2026-03-05T09:00:00Z",
    "2026-03-05T11:00, 2026-03-05T10:00:00Z",
    "2026-03-05 11:00:07, 2026-03-05T10:00:07Z",
    "2026-03-05, 2026-03-04T23:00:00Z",
    "13:30, 2026-03-05T12:30:00Z",
    "13:31, 2026-03-04T12:31:00Z",
    "00:00:30, 2026-03-04T23:00:30Z"
  })
  void timesAreReadAsPeopleWriteThem(String text, Instant wanted) {
    assertEquals(Optional.of(wanted), PastTime.of(text, NOW, ZONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "h", "-2h", "0s", "yesterday", "2026-13-01", "25:00", "1:2:3:4"})
  void whatIsNoTimeIsNone(String text) {
    assertEquals(Optional.empty(), PastTime.of(text, NOW, ZONE));
  }
}
