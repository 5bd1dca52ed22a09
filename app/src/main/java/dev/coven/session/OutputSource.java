package dev.coven.session;

import java.io.IOException;

/**
 * Where the output of a harness comes from, byte for byte. Positions count bytes from the session's
 * first one. One thread reads; another may tell what is committed.
 */
interface OutputSource extends AutoCloseable {
  /** Reading has come to its end. */
  int END = -1;

  /**
   * Reads; waits while nothing is there.
   *
   * @param bytes where to
   * @param offset where there
   * @param length how much at most
   * @param nanos how long to wait; negative waits without end
   * @return how much; 0 when nothing came in time; {@link #END} when the harness is gone and
   *     everything was read, or when the alarm was raised
   * @throws IOException when it cannot be read
   * @throws InterruptedException when interrupted while waiting
   */
  int read(byte[] bytes, int offset, int length, long nanos)
      throws IOException, InterruptedException;

  /** Where reading began: how much of the output was in the ledger by then, in bytes. */
  long begin();

  /**
   * Tells what is in the ledger, and needs not be kept any more.
   *
   * @param position where that ends
   * @throws IOException when it cannot be given back
   */
  void committed(long position) throws IOException;

  /**
   * Whether what was read and not committed can be read again by the next daemon. If not, whoever
   * leaves it must bring everything that was read into the ledger first.
   */
  boolean keepsUncommitted();

  /** Gives back what it reads from. */
  @Override
  void close() throws IOException;
}
