package dev.coven.http.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Every body survives its framing, wherever it is cut; and no bytes make the decoder do worse. */
class ChunkDecoderPropertiesTest {
  @Property(tries = 300)
  void whatIsFramedComesOutAgain(
      @ForAll @Size(max = 8) List<byte @Size(max = 50) []> chunks,
      @ForAll @IntRange(min = 1, max = 40) int piece,
      @ForAll @IntRange(min = 1, max = 40) int room)
      throws MalformedBodyException {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (byte[] chunk : chunks) {
      if (chunk.length > 0) {
        framed.writeBytes(ascii(Integer.toHexString(chunk.length) + "\r\n"));
        framed.writeBytes(chunk);
        framed.writeBytes(ascii("\r\n"));
        data.writeBytes(chunk);
      }
    }
    framed.writeBytes(ascii("0\r\n\r\nnext"));
    ChunkDecoder decoder = new ChunkDecoder();
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    int taken = decode(decoder, framed.toByteArray(), piece, room, decoded);
    assertTrue(decoder.ended());
    assertArrayEquals(data.toByteArray(), decoded.toByteArray());
    assertEquals(framed.size() - "next".length(), taken);
  }

  @Property(tries = 1000)
  void anyBytesAreDecodedOrRefused(@ForAll byte[] bytes) {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    try {
      int taken = decode(new ChunkDecoder(), bytes, 7, 5, decoded);
      assertTrue(decoded.size() <= taken && taken <= bytes.length);
    } catch (MalformedBodyException refused) {
      assertTrue(decoded.size() < bytes.length);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int decode(
      ChunkDecoder decoder, byte[] bytes, int piece, int room, ByteArrayOutputStream decoded)
      throws MalformedBodyException {
    int at = 0;
    while (at < bytes.length && !decoder.ended()) {
      ByteBuffer in = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
      ByteBuffer out = ByteBuffer.allocate(room);
      decoder.decode(in, out);
      decoded.write(out.array(), 0, out.position());
      at = in.position();
    }
    return at;
  }
}
