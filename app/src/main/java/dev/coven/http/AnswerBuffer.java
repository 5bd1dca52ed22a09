package dev.coven.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of an answer in the making. It grows piece by piece and is sent as these pieces: nothing
 * is copied while it grows, and it holds little more memory than it has bytes. For one thread.
 *
 * <p>It can be given a ceiling, above which it takes nothing, and it can be taken back to where it
 * was: so what may not fit is written without being measured first.
 */
final class AnswerBuffer {
  /** Most answers need no more. */
  private static final int FIRST_BYTES = 16 * 1024;

  /** As much as the socket is given with one write(2). */
  private static final int PIECE_BYTES = 64 * 1024;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] piece = new byte[FIRST_BYTES];
  private int used;
  private int fullBytes;
  private int ceiling = Integer.MAX_VALUE;
  private boolean overflowed;

  /** How many bytes it holds. */
  int size() {
    return fullBytes + used;
  }

  /**
   * Sets the most that it may hold, and forgets that it was asked for more.
   *
   * @param bytes the ceiling
   */
  void limitTo(int bytes) {
    ceiling = bytes;
    overflowed = false;
  }

  /** Whether something went above the ceiling, so that the end is missing since. */
  boolean overflowed() {
    return overflowed;
  }

  /**
   * Drops what was written last.
   *
   * @param size what {@link #size} said before that
   */
  void backTo(int size) {
    while (fullBytes > size) {
      piece = full.removeLast();
      fullBytes -= piece.length;
    }
    used = size - fullBytes;
  }

  /** Adds all of an array. */
  void put(byte[] bytes) {
    put(bytes, 0, bytes.length);
  }

  /**
   * Adds bytes; none of them when the ceiling is too low, and then nothing that follows either.
   *
   * @param bytes holds them
   * @param from the first one's index
   * @param count how many
   */
  void put(byte[] bytes, int from, int count) {
    if (overflowed || count > ceiling - size()) {
      overflowed = true;
      return;
    }
    int fits = Math.min(count, piece.length - used);
    System.arraycopy(bytes, from, piece, used, fits);
    used += fits;
    if (fits < count) {
      putInNext(bytes, from + fits, count - fits);
    }
  }

  /** Adds text of ASCII characters. */
  void putAscii(String text) {
    put(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void putInNext(byte[] bytes, int from, int count) {
    int at = from;
    for (int left = count; left > 0; ) {
      full.add(piece);
      fullBytes += piece.length;
      piece = new byte[PIECE_BYTES];
      used = Math.min(left, PIECE_BYTES);
      System.arraycopy(bytes, at, piece, 0, used);
      at += used;
      left -= used;
    }
  }

  /** What it holds, to be sent. Nothing may be added afterwards. */
  List<ByteBuffer> pieces() {
    List<ByteBuffer> pieces = new ArrayList<>(full.size() + 1);
    full.forEach(bytes -> pieces.add(ByteBuffer.wrap(bytes)));
    pieces.add(ByteBuffer.wrap(piece, 0, used));
    return pieces;
  }
}
