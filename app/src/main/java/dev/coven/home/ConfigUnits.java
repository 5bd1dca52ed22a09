package dev.coven.home;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: a number and a unit. */
public final class ConfigUnits {
  /** Longer than any ledger will live, and far from where a Duration overflows. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  /** Less would not hold the pages that SQLite keeps for itself and one long session. */
  public static final long SMALLEST = 1_000_000;

  /** A petabyte: far from where a long overflows. */
  public static final long LARGEST = 1_000_000_000_000_000L;

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smhdw])");

  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?) ?([A-Za-z]+)");

  /** The largest first, so that a duration is shown in the largest that fits. */
  private static final Map<String, Duration> SPANS = new LinkedHashMap<>();

  private static final Map<String, Long> BYTES = new LinkedHashMap<>();

  static {
    SPANS.put("d", Duration.ofDays(1));
    SPANS.put("h", Duration.ofHours(1));
    SPANS.put("m", Duration.ofMinutes(1));
    SPANS.put("s", Duration.ofSeconds(1));
    BYTES.put("TB", 1_000_000_000_000L);
    BYTES.put("GB", 1_000_000_000L);
    BYTES.put("MB", 1_000_000L);
    BYTES.put("TiB", 1L << 40);
    BYTES.put("GiB", 1L << 30);
    BYTES.put("MiB", 1L << 20);
    BYTES.put("KiB", 1L << 10);
    BYTES.put("kB", 1_000L);
    BYTES.put("B", 1L);
  }

  private ConfigUnits() {}

  /**
   * Reads a duration.
   *
   * @param text such as {@code 30d}; the units are s, m, h, d and w
   * @return the duration, or empty when the text is none, or none above zero and up to {@link
   *     #LONGEST}
   */
  public static Optional<Duration> duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Duration unit = parts.group(2).equals("w") ? Duration.ofDays(7) : SPANS.get(parts.group(2));
    return Optional.of(unit.multipliedBy(Long.parseLong(parts.group(1))))
        .filter(span -> span.isPositive() && span.compareTo(LONGEST) <= 0);
  }

  /**
   * Reads a size.
   *
   * @param text such as {@code 5GB} (decimal) or {@code 1.5GiB} (binary)
   * @return bytes, or empty when the text is no size, or none from {@link #SMALLEST} to {@link
   *     #LARGEST}
   */
  public static Optional<Long> size(String text) {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String unit = parts.group(2).equals("KB") ? "kB" : parts.group(2);
    return Optional.ofNullable(BYTES.get(unit))
        .map(bytes -> new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(bytes)))
        .map(BigDecimal::longValue)
        .filter(bytes -> bytes >= SMALLEST && bytes <= LARGEST);
  }

  /** A duration in the largest unit that gives a whole number; reads back as the same. */
  static String show(Duration span) {
    for (Map.Entry<String, Duration> unit : SPANS.entrySet()) {
      if (span.toNanos() % unit.getValue().toNanos() == 0) {
        return span.dividedBy(unit.getValue()) + unit.getKey();
      }
    }
    return span.toString();
  }

  /** A size in the largest unit that gives a whole number; reads back as the same. */
  static String show(long bytes) {
    for (Map.Entry<String, Long> unit : BYTES.entrySet()) {
      if (bytes % unit.getValue() == 0) {
        return bytes / unit.getValue() + unit.getKey();
      }
    }
    return bytes + "B";
  }
}
