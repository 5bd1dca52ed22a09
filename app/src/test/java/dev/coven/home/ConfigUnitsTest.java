package dev.coven.home;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations and sizes, there and back. */
class ConfigUnitsTest {
  @ParameterizedTest
  @CsvSource({
    "1s, PT1S, 1s",
    "90m, PT90M, 90m",
    "12h, PT12H, 12h",
    "48h, PT48H, 2d",
    "30d, P30D, 30d",
    "2w, P14D, 14d",
    "36500d, P36500D, 36500d",
  })
  void aDurationIsRead(String text, Duration span, String shown) {
    assertEquals(Optional.of(span), ConfigUnits.duration(text));
    assertEquals(shown, ConfigUnits.show(span));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "d",
        "0d",
        "-1d",
        "1.5d",
        "30D",
        "30 d",
        "1d12h",
        "36501d",
        "P30D",
        "999999999w",
        "9999999999s",
        "٣d"
      })
  void whatIsNoDurationIsNotRead(String text) {
    assertEquals(Optional.empty(), ConfigUnits.duration(text));
  }

  @ParameterizedTest
  @CsvSource({
    "1MB, 1000000, 1MB",
    "500MB, 500000000, 500MB",
    "5GB, 5000000000, 5GB",
    "5 GB, 5000000000, 5GB",
    "1.5GB, 1500000000, 1500MB",
    "2TB, 2000000000000, 2TB",
    "64MiB, 67108864, 64MiB",
    "1.5GiB, 1610612736, 1536MiB",
    "1TiB, 1099511627776, 1TiB",
    "2048KiB, 2097152, 2MiB",
    "2000kB, 2000000, 2MB",
    "2000KB, 2000000, 2MB",
    "1000001B, 1000001, 1000001B",
    "1000TB, 1000000000000000, 1000TB",
  })
  void aSizeIsRead(String text, long bytes, String shown) {
    assertEquals(Optional.of(bytes), ConfigUnits.size(text));
    assertEquals(shown, ConfigUnits.show(bytes));
    assertEquals(Optional.of(bytes), ConfigUnits.size(shown));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "GB",
        "5gb",
        "5G",
        "-5GB",
        "0GB",
        "999kB",
        "0.5MB",
        "1001TB",
        "5  GB",
        "1e3GB",
        ".5GB",
        "999999999TB"
      })
  void whatIsNoSizeIsNotRead(String text) {
    assertEquals(Optional.empty(), ConfigUnits.size(text));
  }
}
