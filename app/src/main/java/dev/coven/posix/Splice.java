package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;

/**
 * Moves bytes from one descriptor to another inside the kernel: splice(2). One of them is a pipe.
 */
public final class Splice implements AutoCloseable {
  private static final int SPLICE_F_MOVE = 1;
  private static final int SPLICE_F_NONBLOCK = 2;

  private final Memory offset = new Memory(Long.BYTES);

  /**
   * Moves what is there, without waiting for the pipe.
   *
   * @param from where from
   * @param to where to
   * @param length how many bytes at most
   * @return how many; 0 at the end of a pipe whose writers are gone
   * @throws PosixException EAGAIN when nothing is there or nothing fits, EINVAL when the kernel
   *     cannot do it with these, EIO from a terminal that nobody has open
   */
  public int move(Descriptor from, Descriptor to, int length) throws PosixException {
    try {
      return (int)
          Linux.splice(
              from.number(), null, to.number(), null, length, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    } catch (LastErrorException e) {
      throw new PosixException("splice", e);
    }
  }

  /**
   * Moves what is in a pipe to a place in a file.
   *
   * @param from the pipe's end
   * @param to the file
   * @param position where there, in bytes from its beginning
   * @param length how many bytes at most
   * @return how many; 0 when the pipe's writers are gone
   * @throws PosixException EAGAIN when the pipe is empty, ENOMEM when memory does not suffice
   */
  public int move(Descriptor from, MemoryFile to, long position, int length) throws PosixException {
    offset.setLong(0, position);
    try {
      return (int)
          Linux.splice(
              from.number(),
              null,
              to.descriptor().number(),
              offset,
              length,
              SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    } catch (LastErrorException e) {
      throw new PosixException("splice", e);
    }
  }

  @Override
  public void close() {
    offset.close();
  }
}
