package dev.coven.session;

import dev.coven.ledger.OutputLane;
import dev.coven.ledger.Utf8;

/**
 * Passes output on to its lane so that no event holds half of a character: the bytes of one that is
 * not complete yet wait for those that follow.
 */
final class WholeCharacters {
  private final OutputLane lane;
  private final byte[] begun = new byte[Utf8.MAX_CHARACTER_BYTES];
  private int begunBytes;

  WholeCharacters(OutputLane lane) {
    this.lane = lane;
  }

  /**
   * Passes on what is complete.
   *
   * @throws InterruptedException when interrupted while the ledger holds it back
   */
  void append(byte[] bytes, int offset, int length) throws InterruptedException {
    int taken = complete(bytes, offset, length);
    int from = offset + taken;
    int complete = Utf8.completeLength(bytes, from, length - taken);
    lane.append(bytes, from, complete);
    int rest = length - taken - complete;
    System.arraycopy(bytes, from + complete, begun, begunBytes, rest);
    begunBytes += rest;
  }

  /** Passes on what was begun, though nothing follows any more. */
  void flush() throws InterruptedException {
    lane.append(begun, 0, begunBytes);
    begunBytes = 0;
  }

  /** Completes what was begun, if enough is there; returns how many bytes that took. */
  private int complete(byte[] bytes, int offset, int length) throws InterruptedException {
    int taken = 0;
    while (begunBytes > 0 && taken < length) {
      begun[begunBytes++] = bytes[offset + taken++];
      int complete = Utf8.completeLength(begun, 0, begunBytes);
      lane.append(begun, 0, complete);
      System.arraycopy(begun, complete, begun, 0, begunBytes - complete);
      begunBytes -= complete;
    }
    return taken;
  }
}
