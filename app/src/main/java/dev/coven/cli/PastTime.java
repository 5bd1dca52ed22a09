package dev.coven.cli;

import dev.coven.home.ConfigUnits;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times in the past as people write them. */
final class PastTime {
  private PastTime() {}

  /**
   * Reads one: a span that counts back from now ({@code 2h}), a time with its zone or without, a
   * day, or a time of day, which is the last one that has passed.
   *
   * @param text what somebody wrote
   * @param now counted back from
   * @param zone of times that name none
   * @return empty when it is no time
   */
  static Optional<Instant> of(String text, Instant now, ZoneId zone) {
    Optional<Instant> span = ConfigUnits.duration(text).map(now::minus);
    if (span.isPresent()) {
      return span;
    }
    String time = text.replace(' ', 'T');
    try {
      if (!time.contains(":")) {
        return Optional.of(LocalDate.parse(time).atStartOfDay(zone).toInstant());
      }
      if (!time.contains("T")) {
        return Optional.of(last(LocalTime.parse(time), now.atZone(zone)));
      }
      boolean zoned = time.endsWith("Z") || time.matches(".*[+-]\\d\\d:?\\d\\d");
      return Optional.of(
          zoned
              ? OffsetDateTime.parse(time).toInstant()
              : LocalDateTime.parse(time).atZone(zone).toInstant());
    } catch (DateTimeParseException noTime) {
      return Optional.empty();
    }
  }

  private static Instant last(LocalTime time, ZonedDateTime now) {
    ZonedDateTime today = now.with(time);
    return (today.isAfter(now) ? now.minusDays(1).with(time) : today).toInstant();
  }
}
