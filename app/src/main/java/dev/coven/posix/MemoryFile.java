package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;

/**
 * A file in memory, memfd_create(2), that is written by {@link Splice} at its end, read anywhere,
 * and given back from its beginning. It outlives its process while somebody else holds its
 * descriptor.
 */
public final class MemoryFile implements AutoCloseable {
  private static final int MFD_CLOEXEC = 1;
  private static final int SEEK_END = 2;

  /** FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE; see fallocate(2). */
  private static final int PUNCH = 1 | 2;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Descriptor descriptor;
  private final Memory buffer = new Memory(BUFFER_BYTES);

  /**
   * The file behind a descriptor that was inherited.
   *
   * @param descriptor of a memory file; closed with this
   */
  public MemoryFile(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Makes an empty one.
   *
   * @param name for people who look into {@code /proc/PID/fd}
   * @throws PosixException when there is no memory or no descriptor left
   */
  public static MemoryFile create(String name) throws PosixException {
    try {
      return new MemoryFile(new Descriptor(Linux.memfd_create(name, MFD_CLOEXEC)));
    } catch (LastErrorException e) {
      throw new PosixException("memfd_create", e);
    }
  }

  /** Its descriptor, which stays this file's. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Where its end is.
   *
   * @return bytes from the beginning, those included that were given back
   * @throws PosixException when the kernel refuses
   */
  public long size() throws PosixException {
    try {
      return Linux.lseek(descriptor.number(), 0, SEEK_END);
    } catch (LastErrorException e) {
      throw new PosixException("lseek", e);
    }
  }

  /**
   * Reads.
   *
   * @param position from where, in bytes from the beginning
   * @param bytes where to
   * @param offset where there
   * @param length how much at most
   * @return how much; 0 at the end
   * @throws PosixException when the kernel refuses
   */
  public int read(long position, byte[] bytes, int offset, int length) throws PosixException {
    try {
      int count =
          (int) Linux.pread(descriptor.number(), buffer, Math.min(length, BUFFER_BYTES), position);
      buffer.read(0, bytes, offset, count);
      return count;
    } catch (LastErrorException e) {
      throw new PosixException("pread", e);
    }
  }

  /**
   * Writes.
   *
   * @param position where to, in bytes from the beginning
   * @param bytes where from
   * @param offset where there
   * @param length how much
   * @throws PosixException when memory does not suffice
   */
  public void write(long position, byte[] bytes, int offset, int length) throws PosixException {
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, BUFFER_BYTES);
      buffer.write(0, bytes, offset + done, count);
      try {
        done += (int) Linux.pwrite(descriptor.number(), buffer, count, position + done);
      } catch (LastErrorException e) {
        throw new PosixException("pwrite", e);
      }
    }
  }

  /**
   * Gives the memory back that holds what is before a position; it reads as zeros afterwards.
   *
   * @param from where what has not been given back yet begins
   * @param to the position, in bytes from the beginning
   * @throws PosixException when the kernel refuses
   */
  public void forget(long from, long to) throws PosixException {
    try {
      Linux.fallocate(descriptor.number(), PUNCH, from, to - from);
    } catch (LastErrorException e) {
      throw new PosixException("fallocate", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      descriptor.close();
    } finally {
      buffer.close();
    }
  }
}
