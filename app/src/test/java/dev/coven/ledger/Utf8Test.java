package dev.coven.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  @ParameterizedTest
  @ValueSource(
      strings = {"ascii", "üöä", "€uro", "😀😀", "aé€😀z", "\u0000\u007f\u0080\u07ff\u0800\uffff"})
  void aCutAnywhereTakesWholeCharactersOnly(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      int complete = Utf8.completeLength(bytes, 0, cut);
      String taken = new String(bytes, 0, complete, StandardCharsets.UTF_8);
      assertTrue(text.startsWith(taken), "cut at " + cut + " gave " + taken);
      assertTrue(cut - complete < Utf8.MAX_CHARACTER_BYTES);
      assertTrue(complete == cut || nextCharacterEnds(text, complete) > cut, "held back too much");
    }
  }

  /** Where the character that begins at a byte ends, in bytes. */
  private static int nextCharacterEnds(String text, int begin) {
    int bytes = 0;
    for (int point : text.codePoints().toArray()) {
      bytes += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > begin) {
        return bytes;
      }
    }
    throw new AssertionError("nothing begins at " + begin);
  }

  @Test
  void anOffsetIsNoPartOfTheLength() {
    byte[] bytes = "xx😀".getBytes(StandardCharsets.UTF_8);
    assertEquals(0, Utf8.completeLength(bytes, 2, 3));
    assertEquals(4, Utf8.completeLength(bytes, 2, 4));
    assertEquals(2, Utf8.completeLength(bytes, 0, 5));
  }

  @Test
  void bytesThatNeverBecomeACharacterAreNotHeldBack() {
    assertEquals(1, Utf8.completeLength(new byte[] {(byte) 0xff}, 0, 1));
    assertEquals(1, Utf8.completeLength(new byte[] {(byte) 0xc0}, 0, 1));
    assertEquals(1, Utf8.completeLength(new byte[] {(byte) 0xf5}, 0, 1));
    assertEquals(3, Utf8.completeLength(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80}, 0, 3));
    assertEquals(2, Utf8.completeLength(new byte[] {(byte) 0xc3, 'x'}, 0, 2));
  }

  /** What a reader does with a stream in pieces must give the same bytes, whatever they are. */
  @Test
  void carryingOverLosesNoByteOfAnyStream() {
    Random random = new Random(20_260_102);
    for (int round = 0; round < 500; round++) {
      byte[] stream = randomBytes(random, random.nextInt(200));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[stream.length];
      int held = 0;
      int at = 0;
      while (at < stream.length) {
        int count = Math.min(1 + random.nextInt(7), stream.length - at);
        System.arraycopy(stream, at, buffer, held, count);
        at += count;
        int complete = Utf8.completeLength(buffer, 0, held + count);
        assertTrue(held + count - complete < Utf8.MAX_CHARACTER_BYTES);
        out.write(buffer, 0, complete);
        held = held + count - complete;
        System.arraycopy(buffer, complete, buffer, 0, held);
      }
      out.write(buffer, 0, held);
      assertArrayEquals(stream, out.toByteArray());
    }
  }

  /** Bytes that look like UTF-8 more often than chance would have it. */
  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    int[] likely = {0xc3, 0xe2, 0xf0, 0x9f, 0x80, 0xbf, 'a', 0xff};
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? likely[random.nextInt(8)] : random.nextInt(256));
    }
    return bytes;
  }
}
