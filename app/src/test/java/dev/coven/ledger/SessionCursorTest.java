package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCursorTest {
  @Test
  void comesBackAsItWas() {
    for (SessionCursor cursor :
        new SessionCursor[] {
          new SessionCursor(1_700_000_000_000L, "3f1c"),
          new SessionCursor(0, "with:colons:"),
          new SessionCursor(-1, "ünïcode"),
          SessionCursor.NEWEST
        }) {
      assertEquals(Optional.of(cursor), SessionCursor.decode(cursor.encode()));
    }
  }

  @Test
  void needsNoEscapingInAQuery() {
    for (int i = 0; i < 300; i++) {
      String text = new SessionCursor(i * 7919L, "\u00ff?>~".repeat(i % 5)).encode();
      assertTrue(text.matches("[A-Za-z0-9_-]+"), text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "*", "YWJj", "not base64!", "MTox=", "MTo=", "OjE"})
  void refusesWhatItDidNotMake(String text) {
    Optional<SessionCursor> found = SessionCursor.decode(text);
    assertTrue(found.isEmpty() || found.get().encode().equals(text), text + " -> " + found);
  }

  @ParameterizedTest
  @ValueSource(strings = {":1", "+1:x", "01:x", "1", "x:1", "99999999999999999999:x", " 1:x"})
  void refusesOtherContents(String plain) {
    String text =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    assertEquals(Optional.empty(), SessionCursor.decode(text));
  }

  @Test
  void refusesAnotherSpelling() {
    String text = new SessionCursor(1, "x").encode();
    assertEquals(Optional.empty(), SessionCursor.decode(text + "="));
    assertEquals(Optional.empty(), SessionCursor.decode(text + "A"));
  }
}
