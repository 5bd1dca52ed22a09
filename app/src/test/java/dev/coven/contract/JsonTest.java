package dev.coven.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParseException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"x\"",
        "[]",
        "{",
        "}",
        "{} {}",
        "{}x",
        "{},",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":TRUE}",
        "{\"a\":nul}",
        "{/* c */}",
        "{} // c",
        "# c\n{}",
        "{\"a\"=1}",
        "{\"a\":1;\"b\":2}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\'\"}",
        ")]}'\n{}",
        "{\"a\":\"x}",
        "{\"a\" 1}",
        "\u0000{}"
      })
  void whatIsNotExactlyOneObjectIsRefused(String text) {
    assertThrows(JsonParseException.class, () -> Json.parseObject(text));
  }

  @Test
  void whiteSpaceAroundTheObjectIsAllowed() {
    assertEquals(1, Json.parseObject(" \r\n\t{ \"a\" : 1 }\n ").size());
  }

  @Test
  void deepNestingIsRefusedAndHarmsNothing() {
    for (int depth : new int[] {1_000, 100_000, 1_000_000}) {
      String text = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
      assertThrows(JsonParseException.class, () -> Json.parseObject(text));
      String objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
      assertThrows(JsonParseException.class, () -> Json.parseObject(objects));
    }
    assertEquals(1, Json.parseObject("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}").size());
  }

  /** RFC 8259 leaves it open; what most readers do is what a client will expect. */
  @Test
  void ofTwoMembersWithOneNameTheLastCounts() {
    assertEquals(OptionalLong.of(2), Json.number(Json.parseObject("{\"a\":1,\"a\":2}"), "a"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "1,1",
        "-0,0",
        "9223372036854775807,9223372036854775807",
        "9223372036854775808,-",
        "1.0,1",
        "1.5,-",
        "1e3,1000",
        "1e-3,-",
        "1e999999999,-",
        "1e-999999999,-",
        "0e999999999,-",
        "'\"1\"',-",
        "true,-",
        "null,-",
        "[1],-"
      })
  void numbersAreWholeOrNone(String text, Long expected) {
    OptionalLong found = Json.number(Json.parseObject("{\"a\":" + text + "}"), "a");
    assertEquals(expected == null ? OptionalLong.empty() : OptionalLong.of(expected), found);
  }

  @Test
  void otherTypesAreNoText() {
    var json = Json.parseObject("{\"a\":1,\"b\":null,\"c\":\"x\",\"d\":{},\"e\":true}");
    assertEquals(Optional.empty(), Json.text(json, "a"));
    assertEquals(Optional.empty(), Json.text(json, "b"));
    assertEquals(Optional.of("x"), Json.text(json, "c"));
    assertEquals(Optional.empty(), Json.text(json, "d"));
    assertEquals(Optional.empty(), Json.text(json, "none"));
    assertEquals(true, Json.flag(json, "e"));
    assertEquals(false, Json.flag(json, "c"));
  }

  @Test
  void timesHaveMilliseconds() {
    assertEquals("2026-01-02T03:04:05.000Z", Json.format(Instant.parse("2026-01-02T03:04:05Z")));
    assertEquals(
        "2026-01-02T03:04:05.678Z", Json.format(Instant.parse("2026-01-02T03:04:05.678999Z")));
    assertEquals("null", Json.timestamp(null).toString());
    var json = Json.parseObject("{\"a\":\"2026-01-02T03:04:05.678Z\",\"b\":\"yesterday\",\"c\":1}");
    assertEquals(Optional.of(Instant.parse("2026-01-02T03:04:05.678Z")), Json.instant(json, "a"));
    assertEquals(Optional.empty(), Json.instant(json, "b"));
    assertEquals(Optional.empty(), Json.instant(json, "c"));
  }
}
