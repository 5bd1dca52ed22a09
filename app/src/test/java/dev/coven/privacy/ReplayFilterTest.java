package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayFilterTest {
  private static final String E = "\u001b";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain text, ünïcode 日本 😀\r\n\ttabbed\b",
        E + "[31;1mred" + E + "[0m",
        E + "[38:2::255:0:0mred" + E + "[m",
        E + "[2J" + E + "[H" + E + "[10;20H" + E + "[3A" + E + "[K",
        E + "[?25l" + E + "[?1049h" + E + "[?1049;25l" + E + "[?2004h",
        E + "7" + E + "8" + E + "D" + E + "M" + E + "=" + E + ">",
        E + "(B" + E + "(0lqk" + E + ")A",
        E + "[2 q",
        E + "[5;20r" + E + "[3S" + E + "[3T" + E + "[4h" + E + "[?J",
      })
  void keepsWhatDraws(String text) {
    assertEquals(text, new ReplayFilter().filter(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // It answers with its attributes, its position, its version, its size, its modes.
        E + "[c",
        E + "[0c",
        E + "[>c",
        E + "[=c",
        E + "[5n",
        E + "[6n",
        E + "[?6n",
        E + "[>q",
        E + "[18t",
        E + "[14t",
        E + "[?1$p",
        E + "[?u",
        E + "[1x",
        E + "Z",
        "\u0005",
        // Title, clipboard, colours, hyperlinks, notifications.
        E + "]0;title\u0007",
        E + "]52;c;ZWNobyBoaQ==\u0007",
        E + "]52;c;?" + E + "\\",
        E + "]10;?" + E + "\\",
        E + "]8;;https://example.org" + E + "\\",
        // Device control, privacy message, application command, start of string.
        E + "P$qm" + E + "\\",
        E + "P+q544e" + E + "\\",
        E + "^secret" + E + "\\",
        E + "_Gi=1;AAAA" + E + "\\",
        E + "Xstring" + E + "\\",
        // The same in eight bits.
        "\u009b6n",
        "\u009d0;title\u009c",
        "\u0090$qm\u009c",
        // Resizes, prints, tracks the mouse, locks the keyboard, resets.
        E + "[8;10;10t",
        E + "[5i",
        E + "[?1000h",
        E + "[?1003;1006h",
        E + "[?1004h",
        E + "[?25;1000h",
        E + "[2h",
        E + "[1;2;3;4;5T",
        E + "[>4;2m",
        E + "[>1u",
        E + "c",
        E + "#8",
        E + "[!p",
        // Busy for minutes.
        E + "[999999999b",
        // Bells and flow control.
        "\u0007",
        "\u0000\u0011\u0013\u007f",
      })
  void dropsWhatDoesMoreThanDraw(String sequence) {
    assertEquals("ab", new ReplayFilter().filter("a" + sequence + "b"));
  }

  @Test
  void seesSequencesAcrossAnyChunks() {
    String stored =
        "a"
            + E
            + "[31mb"
            + E
            + "]52;c;Zm9v"
            + E
            + "\\c"
            + E
            + "[6nd"
            + E
            + "(Be"
            + E
            + "]0;x\u0007f";
    String expected = "a" + E + "[31mbcd" + E + "(Bef";
    assertEquals(expected, new ReplayFilter().filter(stored));
    for (int first = 0; first < stored.length(); first++) {
      for (int second = first; second < stored.length(); second++) {
        ReplayFilter filter = new ReplayFilter();
        String shown =
            filter.filter(stored.substring(0, first))
                + filter.filter(stored.substring(first, second))
                + filter.filter(stored.substring(second));
        assertEquals(expected, shown, "cut at " + first + " and " + second);
      }
    }
  }

  @Test
  void anEscapeInsideOfAStringEndsIt() {
    assertEquals(E + "[1mx", new ReplayFilter().filter(E + "]0;title" + E + "[1mx"));
  }

  @Test
  void cancelEndsASequence() {
    assertEquals("x", new ReplayFilter().filter(E + "[31\u0018x"));
    assertEquals("x", new ReplayFilter().filter(E + "]0;title\u001ax"));
  }

  @Test
  void dropsSequencesWithoutMeasure() {
    assertEquals("x", new ReplayFilter().filter(E + "[" + "1;".repeat(1000) + "mx"));
  }

  @Test
  void tellsWhenASequenceIsHalfRead() {
    ReplayFilter filter = new ReplayFilter();
    assertTrue(filter.isIdle());
    filter.filter("text" + E + "[3");
    assertFalse(filter.isIdle());
    assertEquals(E + "[31m", filter.filter("1m"));
    assertTrue(filter.isIdle());
  }
}
