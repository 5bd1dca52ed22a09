package dev.coven.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * What a talkative harness prints: numbered lines of plain text, colours and characters of up to
 * four bytes, always the same.
 *
 * @param bytes how many arrive at the other end of a terminal, where each LF has become CR LF
 * @param crc their CRC-32
 */
record PrintedText(long bytes, long crc) {
  private static final long SEED = 7;
  private static final String[] WORDS = {
    "read",
    "the",
    "ledger",
    "\u001b[32mok\u001b[0m",
    "src/main/App.java:42",
    "compiled",
    "\u00fcber",
    "\u2713",
    "{\"tool\":\"grep\"}",
    "\t",
    "line",
    "\ud83d\ude80",
    "and",
    "then",
  };

  /**
   * Writes it.
   *
   * @param file where to
   * @param size how long the file is to be, at least, in bytes
   * @return what a terminal makes of it
   * @throws IOException when it cannot be written
   */
  static PrintedText write(Path file, long size) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    CRC32 crc = new CRC32();
    long written = 0;
    long lines = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      while (written < size) {
        StringBuilder line = new StringBuilder(120).append(lines).append(' ');
        while (line.length() < 80) {
          line.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        byte[] bytes = line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        crc.update(bytes);
        out.write(bytes, 0, bytes.length - 2);
        out.write('\n');
        written += bytes.length - 1;
        lines++;
      }
    }
    return new PrintedText(written + lines, crc.getValue());
  }

  /** Requires that these are the same bytes. */
  void check(String where, long otherBytes, long otherCrc) {
    if (otherBytes != bytes || otherCrc != crc) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s: %d bytes with CRC %08x, but printed were %d with %08x",
              where,
              otherBytes,
              otherCrc,
              bytes,
              crc));
    }
  }
}
