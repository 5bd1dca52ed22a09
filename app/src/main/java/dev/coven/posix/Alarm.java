package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;

/**
 * Ends somebody's wait: a thread inside read(2) cannot be woken, one inside poll(2) can. Once it is
 * raised it stays so.
 */
public final class Alarm implements AutoCloseable {
  private final Pipe pipe;
  private volatile boolean raised;
  private boolean closed;

  /**
   * An alarm that nobody has raised.
   *
   * @throws PosixException when the process has too many descriptors
   */
  public Alarm() throws PosixException {
    pipe = Pipe.open();
  }

  /** Ends every wait for it, now and later. Without effect once this is closed. */
  public synchronized void raise() throws PosixException {
    if (raised || closed) {
      return;
    }
    raised = true;
    try (Memory one = new Memory(1)) {
      one.setByte(0, (byte) 1);
      Posix.write(pipe.writeEnd().number(), one, 1);
    } catch (LastErrorException e) {
      throw new PosixException("write", e);
    }
  }

  /** Whether it was raised: for who is busy, and does not wait. */
  public boolean isRaised() {
    return raised;
  }

  Descriptor descriptor() {
    return pipe.readEnd();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    pipe.close();
  }
}
