package dev.coven.update;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The header of an entry in a tar archive: POSIX.1-1988 "ustar" alone, as in pax(1), "ustar
 * Interchange Format".
 *
 * @param name with its prefix
 * @param mode the permissions
 * @param size of what follows, in bytes
 * @param time of last change, in seconds since 1970
 * @param type {@code 0} a file, {@code 2} a link, {@code 5} a directory; NUL for the end
 * @param link where a link leads
 */
record TarHeader(String name, int mode, long size, long time, char type, String link) {
  /** What an archive is made of, in bytes. */
  static final int BLOCK = 512;

  private static final int SUM = 148;
  private static final int SUM_END = 156;

  /**
   * Reads a block.
   *
   * @throws UpdateRefusedException when it is no such header
   */
  static TarHeader parse(byte[] block) throws UpdateRefusedException {
    int sum = 0;
    boolean empty = true;
    for (int i = 0; i < BLOCK; i++) {
      empty &= block[i] == 0;
      sum += i >= SUM && i < SUM_END ? ' ' : block[i] & 0xff;
    }
    if (empty) {
      return new TarHeader("", 0, 0, 0, '\0', "");
    }
    if (!text(block, 257, 6).equals("ustar")
        || block[263] != '0'
        || block[264] != '0'
        || number(block, SUM, 8) != sum) {
      throw Tarball.refused("is no archive of a release");
    }
    String prefix = text(block, 345, 155);
    String name = text(block, 0, 100);
    return new TarHeader(
        prefix.isEmpty() ? name : prefix + "/" + name,
        (int) number(block, 100, 8),
        number(block, 124, 12),
        number(block, 136, 12),
        (char) (block[156] & 0xff),
        text(block, 157, 100));
  }

  boolean isEnd() {
    return type == '\0';
  }

  /** Up to the first NUL. */
  private static String text(byte[] block, int offset, int length) throws UpdateRefusedException {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      if (block[end] > 0 && block[end] < ' ') {
        throw Tarball.refused("has a name with control characters");
      }
      end++;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(block, offset, end - offset))
          .toString();
    } catch (CharacterCodingException e) {
      throw Tarball.refused("has a name that is no text");
    }
  }

  /** Octal digits, ended by NUL or a space; the base-256 form of GNU is none. */
  private static long number(byte[] block, int offset, int length) throws UpdateRefusedException {
    long value = 0;
    int i = offset;
    while (i < offset + length && block[i] >= '0' && block[i] <= '7') {
      value = value * 8 + block[i] - '0';
      i++;
    }
    if (i == offset || i == offset + length || block[i] != 0 && block[i] != ' ') {
      throw Tarball.refused("has a number that is none");
    }
    return value;
  }
}
