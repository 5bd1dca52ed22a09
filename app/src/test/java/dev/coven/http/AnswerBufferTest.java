package dev.coven.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerBufferTest {
  private final AnswerBuffer buffer = new AnswerBuffer();

  private static byte[] content(AnswerBuffer buffer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer piece : buffer.pieces()) {
      bytes.write(piece.array(), piece.position(), piece.remaining());
    }
    return bytes.toByteArray();
  }

  private static byte[] random(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void itHoldsWhatItWasGivenAndForgetsWhatWasTakenBack() {
    Random random = new Random(7);
    byte[] expected = {};
    for (int i = 0; i < 300; i++) {
      byte[] bytes = random(random, i % 10 == 0 ? 300_000 : 3000);
      int before = buffer.size();
      buffer.put(bytes);
      assertEquals(before + bytes.length, buffer.size());
      if (i % 3 == 0) {
        buffer.backTo(before);
      } else {
        expected = Arrays.copyOf(expected, before + bytes.length);
        System.arraycopy(bytes, 0, expected, before, bytes.length);
      }
    }
    assertArrayEquals(expected, content(buffer));
  }

  @Test
  void aboveTheCeilingItTakesNothing() {
    buffer.limitTo(10);
    buffer.put(new byte[10]);
    assertFalse(buffer.overflowed());
    buffer.backTo(8);
    buffer.put(new byte[3]);
    assertTrue(buffer.overflowed());
    // What would fit does not go behind something that is missing.
    buffer.put(new byte[1]);
    assertEquals(8, buffer.size());
    buffer.limitTo(9);
    buffer.put(new byte[1]);
    assertFalse(buffer.overflowed());
    assertEquals(9, content(buffer).length);
  }

  @Test
  void itHoldsLittleMoreMemoryThanBytes() {
    buffer.put(new byte[4_000_000]);
    int held = buffer.pieces().stream().mapToInt(ByteBuffer::capacity).sum();
    assertTrue(held >= 4_000_000 && held < 4_000_000 + 64 * 1024, "it holds " + held);
  }
}
