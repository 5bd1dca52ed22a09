package dev.coven.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
  @ParameterizedTest
  @CsvSource({
    "'\u001b]52;c;eA==\u0007',\\e]52;c;eA==\\x07",
    "'a\tb',a\\tb",
    "'a\nb',a\\nb",
    "'a\r\nb',a\\r\\nb",
    "'\u0000',\\x00",
    "'\u007f',\\x7f",
    "'\u009b31m',\\x9b31m",
    "'\u00ad',\\xad",
    "'\u202egpj.exe',\\u{202e}gpj.exe",
    "'\u2028',\\u{2028}",
    "'\u2029',\\u{2029}",
    "'\ufeff',\\u{feff}",
    "'\u061c',\\u{61c}"
  })
  void whatATerminalActsOnIsShown(String text, String shown) {
    assertEquals(shown, Printable.line(text));
  }

  @Test
  void harmlessTextIsTheSameText() {
    for (String text :
        new String[] {"", "plain", "äöü €", "日本語", "👩\u200d💻", "a\u200cb", "e\u0301"}) {
      assertSame(text, Printable.line(text));
      assertSame(text, Printable.lines(text));
    }
  }

  @Test
  void linesKeepTheirBreaksAndTabs() {
    assertEquals("a\nb\tc\nd", Printable.lines("a\r\nb\tc\nd"));
    assertEquals("a\\rb", Printable.lines("a\rb"));
    assertEquals("a\\r\nb", Printable.lines("a\r\r\nb"));
    assertEquals("\\e[2J", Printable.lines("\u001b[2J"));
  }

  @Test
  void halvesOfCharactersAndTagsAreShown() {
    assertEquals("\\u{d83d}x", Printable.line("\ud83dx"));
    assertEquals("\\u{de00}", Printable.line("\ude00"));
    assertEquals("\\u{e0041}", Printable.line(Character.toString(0xe0041)));
  }

  @Test
  void noControlOfAnyKindComesThrough() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      String shown = Printable.line(Character.toString(point));
      for (int i = 0; i < shown.length(); i++) {
        char c = shown.charAt(i);
        assertFalse(c < 0x20 || c >= 0x7f && c < 0xa0, Integer.toHexString(point));
      }
      assertTrue(!Printable.isActive(point) || shown.startsWith("\\"));
    }
  }
}
