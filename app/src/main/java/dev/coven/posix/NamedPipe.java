package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Path;

/** A pipe that has a name, fifo(7). */
public final class NamedPipe {
  private static final int OWNER_ONLY = 0600;
  private static final int O_WRONLY = 1;
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;

  private NamedPipe() {}

  /**
   * Makes one that its owner alone may open.
   *
   * @param path where; there is nothing yet
   * @throws PosixException when it cannot be made
   */
  public static void create(Path path) throws PosixException {
    try {
      Posix.mkfifo(path.toString(), OWNER_ONLY);
    } catch (LastErrorException e) {
      throw new PosixException("mkfifo", e);
    }
  }

  /**
   * Writes a few bytes to who reads there. On Linux.
   *
   * @param path where
   * @param bytes fewer than 4096, so that they arrive as one
   * @throws PosixException ENXIO when nobody reads
   * @throws IOException when it cannot be closed
   */
  public static void write(Path path, byte[] bytes) throws IOException {
    try (Descriptor pipe =
            new Descriptor(Linux.open(path.toString(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
        Memory memory = new Memory(bytes.length)) {
      memory.write(0, bytes, 0, bytes.length);
      Posix.write(pipe.number(), memory, bytes.length);
    } catch (LastErrorException e) {
      throw new PosixException("open or write", e);
    }
  }
}
