package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Platform;
import java.io.IOException;

/**
 * A pipe.
 *
 * @param readEnd what comes out
 * @param writeEnd where it goes in
 */
public record Pipe(Descriptor readEnd, Descriptor writeEnd) implements AutoCloseable {
  private static final int O_CLOEXEC = 02000000;

  /**
   * Makes a pipe.
   *
   * @throws PosixException when the process has too many descriptors
   */
  public static Pipe open() throws PosixException {
    int[] ends = new int[2];
    try {
      if (Platform.isLinux()) {
        Linux.pipe2(ends, O_CLOEXEC);
      } else {
        Posix.pipe(ends);
      }
    } catch (LastErrorException e) {
      throw new PosixException("pipe", e);
    }
    return new Pipe(new Descriptor(ends[0]), new Descriptor(ends[1]));
  }

  @Override
  public void close() throws IOException {
    try {
      readEnd.close();
    } finally {
      writeEnd.close();
    }
  }
}
