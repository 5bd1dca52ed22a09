package dev.coven.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  /** The example of semver.org, 11.4, and numbers around it. */
  private static final List<String> ORDER =
      List.of(
          "0.9.9",
          "0.10.0",
          "1.0.0-alpha",
          "1.0.0-alpha.1",
          "1.0.0-alpha.beta",
          "1.0.0-beta",
          "1.0.0-beta.2",
          "1.0.0-beta.11",
          "1.0.0-rc.1",
          "1.0.0",
          "1.0.1",
          "1.10.0",
          "999999999.0.0");

  @Test
  void followsSemanticVersioning() {
    List<Version> shuffled = new ArrayList<>(ORDER.stream().map(Version::new).toList());
    Collections.reverse(shuffled);
    Collections.sort(shuffled);
    assertEquals(ORDER, shuffled.stream().map(Version::text).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.0",
        "v1.0.0",
        "01.0.0",
        "1.0.0+build",
        "1.0.0-",
        "1.0.0-a..b",
        "1.0.0/..",
        "../1.0.0",
        "1.0.0\n",
        "1.0.0 ",
        "9999999999.0.0",
        "1.0.0-a/b",
        "-1.0.0"
      })
  void isNothingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> new Version(text));
  }
}
