package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001d",
        "\u001b[93;5u",
        "\u001b[93;5:1u", // with the kind of event
        "\u001b[93:125;5u", // with the shifted key
        "\u001b[1098::93;5u", // on a Russian keyboard
        "\u001b[93;69u", // with Caps Lock
        "\u001b[93;197u", // and Num Lock
        "\u001b[93;5;29u", // with its text
        "\u001b[27;5;93~"
      })
  void ctrlBracketIsKnownInEveryProtocol(String key) {
    assertEquals(0, find(DetachKey.BRACKET, key));
    assertEquals(3, find(DetachKey.BRACKET, "abc" + key + "def"));
    assertEquals(3, find(DetachKey.BRACKET, "\u001b[A" + key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "]",
        "\u0003",
        "\u001b[93u",
        "\u001b[93;1u",
        "\u001b[93;6u", // with Shift
        "\u001b[93;7u", // with Alt
        "\u001b[93;",
        "\u001b[99;5u",
        "\u001b[1;5D",
        "\u001b[27;5;99~",
        "\u001b[200~93;5u\u001b[201~",
        "\u009d"
      })
  void nothingElseIsTakenForIt(String keys) {
    assertEquals(-1, find(DetachKey.BRACKET, keys));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0003", "\u001b[99;5u", "\u001b[27;5;99~", "\u001d", "\u001b[93;5u"})
  void whereNothingIsTypedCtrlCDetachesToo(String key) {
    assertEquals(1, find(DetachKey.BRACKET_OR_INTERRUPT, "x" + key));
  }

  @Test
  void theFirstOfSeveralCounts() {
    assertEquals(1, find(DetachKey.BRACKET, "a\u001b[93;5u\u001d"));
    assertEquals(1, find(DetachKey.BRACKET, "a\u001d\u001b[93;5u"));
  }

  @Test
  void onlyWhatWasSentIsLookedAt() {
    byte[] bytes = {0x1d, 'a', 0x1d};
    assertEquals(-1, DetachKey.BRACKET.find(bytes, 1, 2));
    assertEquals(2, DetachKey.BRACKET.find(bytes, 1, 3));
  }

  private static int find(DetachKey key, String keys) {
    byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
    return key.find(bytes, 0, bytes.length);
  }
}
