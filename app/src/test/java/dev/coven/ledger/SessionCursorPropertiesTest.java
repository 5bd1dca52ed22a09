package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

/** A cursor has one spelling, which stands in a query as it is. */
class SessionCursorPropertiesTest {
  @Property
  void aCursorComesBack(
      @ForAll long createdAt,
      @ForAll @AlphaChars @NumericChars @Chars({'.', '_', '-', ':'}) @StringLength(max = 128)
          String id) {
    SessionCursor cursor = new SessionCursor(createdAt, id);
    String text = cursor.encode();
    assertTrue(text.matches("[A-Za-z0-9_-]+"), text);
    assertEquals(Optional.of(cursor), SessionCursor.decode(text));
  }

  @Property(tries = 2000)
  void whateverIsTakenForACursorIsSpeltSo(
      @ForAll @AlphaChars @NumericChars @Chars({'-', '_', '=', '%', ' '}) String text) {
    SessionCursor.decode(text).ifPresent(cursor -> assertEquals(text, cursor.encode()));
  }

  @Property(tries = 2000)
  void anyTextIsACursorOrNone(@ForAll String text) {
    SessionCursor.decode(text).ifPresent(cursor -> assertEquals(text, cursor.encode()));
  }
}
