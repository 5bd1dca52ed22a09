package dev.coven.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class KeyStrokesTest {
  /** R and L stand for carriage return and line feed. */
  @ParameterizedTest
  @CsvSource({
    "yes, yesR",
    "yesL, yesR",
    "yesR, yesR",
    "yesRL, yesR",
    "aLb, aRbR",
    "aRLbRL, aRbR",
    "aLLb, aRRbR",
    "L, R",
    "ü€😀, ü€😀R"
  })
  void eachLineBreakAndTheEndAreAnEnter(String text, String keys) throws IOException {
    assertEquals(controls(keys), all(text(controls(text)), false));
    assertEquals(controls(keys), KeyStrokes.of(controls(text), false));
  }

  @ParameterizedTest
  @CsvSource({"yes", "yesL", "aRLb", "ü€😀"})
  void rawTextStaysAsItIs(String text) throws IOException {
    assertEquals(controls(text), all(text(controls(text)), true));
    assertEquals(controls(text), KeyStrokes.of(controls(text), true));
  }

  @Test
  void nothingIsEnterAloneAndRawNothing() throws IOException {
    assertEquals("\r", all(text(""), false));
    assertEquals("", all(text(""), true));
  }

  @Test
  void aLongTextComesInPiecesWithoutACutCharacter() throws IOException {
    String text = "x" + "😀".repeat(70_000);
    KeyStrokes keys = new KeyStrokes(text(text), true);
    StringBuilder together = new StringBuilder();
    for (String piece = keys.next(); !piece.isEmpty(); piece = keys.next()) {
      assertEquals(
          piece, new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
      together.append(piece);
    }
    assertEquals(text, together.toString());
  }

  @Test
  void whatHasComeIsTypedBeforeTheRestComes() throws IOException {
    PipedInputStream pipe = new PipedInputStream();
    KeyStrokes keys = new KeyStrokes(pipe, false);
    try (PipedOutputStream typist = new PipedOutputStream(pipe)) {
      typist.write("first\n".getBytes(StandardCharsets.US_ASCII));
      typist.flush();
      assertEquals("first\r", keys.next());
      typist.write("second".getBytes(StandardCharsets.US_ASCII));
    }
    assertEquals("second", keys.next());
    assertEquals("\r", keys.next());
    assertEquals("", keys.next());
  }

  @Test
  void whatIsNoTextIsRefused() {
    InputStream bytes = new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, 'b'});
    assertThrows(IOException.class, () -> all(bytes, false));
  }

  private static String all(InputStream text, boolean raw) throws IOException {
    KeyStrokes keys = new KeyStrokes(text, raw);
    StringBuilder all = new StringBuilder();
    for (String piece = keys.next(); !piece.isEmpty(); piece = keys.next()) {
      all.append(piece);
    }
    return all.toString();
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String controls(String text) {
    return text.replace('R', '\r').replace('L', '\n');
  }
}
