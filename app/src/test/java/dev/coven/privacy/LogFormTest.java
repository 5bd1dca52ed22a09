package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private static LoggedEvent readBack(String text) {
    String entry = LogForm.entry(AT, "INFO", "http", text);
    assertTrue(entry.endsWith("\n"));
    return LogForm.parse(entry.lines().toList()).orElseThrow();
  }

  @Test
  void anEventIsALineThatSorts() {
    assertEquals(
        "2026-01-02T03:04:05.000Z INFO  http    hello a=1\n",
        LogForm.entry(AT, "INFO", "http", "hello a=1"));
    assertEquals(
        "2026-01-02T03:04:05.000Z ERROR library \n", LogForm.entry(AT, "ERROR", "library", ""));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    LoggedEvent event =
        readBack(
            LogLine.of("launch refused, as it must be")
                .with("code", "invalid_request")
                .with("cwd", "/a b=\"c\" \\d\n2026")
                .with("none", null)
                .with("dash", "-")
                .with("empty", "")
                .toString());
    assertEquals(AT, event.time());
    assertEquals("INFO", event.level());
    assertEquals("http", event.component());
    assertEquals("launch refused, as it must be", event.message());
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("code", "invalid_request");
    wanted.put("cwd", "/a b=\"c\" \\d\\n2026");
    wanted.put("none", null);
    wanted.put("dash", "-");
    wanted.put("empty", "");
    assertEquals(wanted, event.fields());
    assertNull(event.fields().get("none"));
    assertEquals(List.of(), event.detail());
  }

  @Test
  void aStackBelongsToItsEvent() {
    LoggedEvent event = readBack("it failed cause=x\njava.io.IOException: x\n\tat a.B.c(B.java)");
    assertEquals("it failed", event.message());
    assertEquals(List.of("java.io.IOException: x", "\tat a.B.c(B.java)"), event.detail());
    assertTrue(event.lines().stream().skip(1).allMatch(LogForm::continues));
    assertFalse(LogForm.continues(event.lines().getFirst()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=b is said in the middle",
        "set x=\"1 and leave it open",
        "words only",
        "odd a=b=c",
        "no value k=",
        "two  spaces",
        "ends with a space ",
        "x =y"
      })
  void aSentenceThatLooksLikeFieldsIsASentence(String text) {
    LoggedEvent event = readBack(text);
    assertEquals(text, event.message());
    assertEquals(Map.of(), event.fields());
  }

  @Test
  void fieldsAreOnlyThoseAtTheEnd() {
    LoggedEvent event = readBack("a x=1 b y=2 z=3");
    assertEquals("a x=1 b", event.message());
    assertEquals(Map.of("y", "2", "z", "3"), event.fields());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "coven: hello", "2026-01-02", "2026-99-02T03:04:05.000Z INFO  x y"})
  void whatIsNoEventIsNone(String line) {
    assertTrue(LogForm.parse(List.of(line)).isEmpty());
  }
}
