package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;

/** Reads a descriptor. Used by one thread; the descriptor stays its owner's. */
public final class DescriptorInput implements AutoCloseable {
  private final Descriptor descriptor;
  private final Memory buffer;

  /**
   * Reads somebody's descriptor.
   *
   * @param descriptor what to read
   * @param bufferBytes how much is read at once at most, in bytes
   */
  public DescriptorInput(Descriptor descriptor, int bufferBytes) {
    this.descriptor = descriptor;
    this.buffer = new Memory(bufferBytes);
  }

  /**
   * Reads; waits while there is nothing.
   *
   * @param bytes where to
   * @param offset where there
   * @param length how much at most
   * @return how much; 0 at the end
   * @throws PosixException when the kernel refuses
   */
  public int read(byte[] bytes, int offset, int length) throws PosixException {
    while (true) {
      try {
        int most = (int) Math.min(length, buffer.size());
        int count = (int) Posix.read(descriptor.number(), buffer, most);
        buffer.read(0, bytes, offset, count);
        return count;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != PosixException.EINTR) {
          throw new PosixException("read", e);
        }
      }
    }
  }

  @Override
  public void close() {
    buffer.close();
  }
}
