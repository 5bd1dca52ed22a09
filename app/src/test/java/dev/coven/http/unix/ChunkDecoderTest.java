package dev.coven.http.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a chunked body, cut anywhere, and what is none. */
class ChunkDecoderTest {
  /** Decodes in pieces of so many bytes, into room for so many; gives the data. */
  private static String decode(ChunkDecoder decoder, String text, int piece, int room)
      throws MalformedBodyException {
    ByteBuffer in = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder data = new StringBuilder();
    while (in.hasRemaining() && !decoder.ended()) {
      int before = in.position();
      ByteBuffer part = in.slice(before, Math.min(piece, in.remaining()));
      ByteBuffer out = ByteBuffer.allocate(room);
      decoder.decode(part, out);
      in.position(before + part.position());
      data.append(StandardCharsets.ISO_8859_1.decode(out.flip()));
    }
    return data + "|" + StandardCharsets.ISO_8859_1.decode(in);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\r\nhello\r\n0\r\n\r\n",
        "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        "0005;a=b \r\nhello\r\n00;c\r\nTrailer: x\r\nOther: y\r\n\r\n",
        "5 \t;a\r\nhello\r\n0\r\n\r\n"
      })
  void takesTheFramingOffWhereverItIsCut(String body) throws MalformedBodyException {
    for (int piece = 1; piece <= body.length(); piece++) {
      for (int room : new int[] {1, 3, 100}) {
        ChunkDecoder decoder = new ChunkDecoder();
        assertEquals("hello|next", decode(decoder, body + "next", piece, room));
        assertTrue(decoder.ended());
      }
    }
  }

  @Test
  void readsSizesInHexOfBothCases() throws MalformedBodyException {
    String data = "x".repeat(0xaB);
    assertEquals(data + "|", decode(new ChunkDecoder(), "aB\r\n" + data + "\r\n0\r\n\r\n", 64, 64));
  }

  @Test
  void isNotEndedBeforeTheLastLine() throws MalformedBodyException {
    String body = "1\r\nx\r\n0\r\nA: b\r\n\r\n";
    for (int length = 0; length < body.length(); length++) {
      ChunkDecoder decoder = new ChunkDecoder();
      decode(decoder, body.substring(0, length), 4, 4);
      assertFalse(decoder.ended());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "g\r\n",
        "-1\r\n",
        "+1\r\n",
        " 1\r\n",
        "0x1\r\n",
        "1 1\r\n",
        "1\n",
        "1\rx",
        "\uff11\r\n",
        "1\r\nxy",
        "1\r\nx\n",
        "1\r\nx\r\r",
        "1;\0\r\n",
        "1;\n",
        "1000000000000000\r\n",
        "0\r\nA\n",
        "0\r\n\rx",
        "0\r\nA: \u0007\r\n"
      })
  void refusesEverythingElse(String body) {
    for (int piece : new int[] {1, 100}) {
      assertThrows(
          MalformedBodyException.class, () -> decode(new ChunkDecoder(), body, piece, 100));
    }
  }

  @Test
  void refusesFramingThatNobodyReadsWithoutEnd() {
    String extension = "1;" + "a".repeat(5000) + "\r\n";
    String trailers = "0\r\n" + "A: b\r\n".repeat(2000);
    for (String body : new String[] {extension, trailers}) {
      assertThrows(MalformedBodyException.class, () -> decode(new ChunkDecoder(), body, 100, 100));
    }
  }
}
