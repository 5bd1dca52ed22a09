package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogLineTest {
  @Test
  void plainValuesStandAsTheyAre() {
    assertEquals(
        "session launched session=s-1 pid=42 ok=true",
        LogLine.of("session launched")
            .with("session", "s-1")
            .with("pid", 42)
            .with("ok", true)
            .toString());
  }

  @Test
  void nothingIsADash() {
    assertEquals("x a=-", LogLine.of("x").with("a", null).toString());
    assertEquals("x a=\"\"", LogLine.of("x").with("a", "").toString());
  }

  @Test
  void noValuePretendsToBeAnotherField() {
    assertEquals("x a=\"1 b=2\"", LogLine.of("x").with("a", "1 b=2").toString());
    assertEquals("x a=\"\\\" b=\\\"2\"", LogLine.of("x").with("a", "\" b=\"2").toString());
    assertEquals("x a=\"\\\\\"", LogLine.of("x").with("a", "\\").toString());
  }

  @Test
  void noValuePretendsToBeAnotherLine() {
    assertEquals(
        "x a=\"1\\\\n2026-01-01 ERROR\"",
        LogLine.of("x").with("a", "1\n2026-01-01 ERROR").toString());
    assertEquals("x a=\"\\\\e[31m\\\\r\"", LogLine.of("x").with("a", "\u001b[31m\r").toString());
  }
}
