package dev.coven.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserManagerTest {
  /** As systemctl shows them for units of these names. */
  @ParameterizedTest
  @CsvSource({
    "coven.service, /org/freedesktop/systemd1/unit/coven_2eservice",
    "coven-it-1.service, /org/freedesktop/systemd1/unit/coven_2dit_2d1_2eservice"
  })
  void aUnitsObjectIsNamedInLettersAndDigits(String unit, String path) {
    assertEquals(path, UserManager.path(unit));
  }
}
