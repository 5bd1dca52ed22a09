package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** Writes to a descriptor that stays its owner's: closing this closes nothing. */
public final class DescriptorOutput extends OutputStream {
  private static final int PIECE_BYTES = 8 * 1024;

  private final Descriptor descriptor;
  private final Alarm alarm;

  /**
   * Writes to somebody's descriptor.
   *
   * @param descriptor where to
   * @param alarm ends a write that waits for the other side to read
   */
  public DescriptorOutput(Descriptor descriptor, Alarm alarm) {
    this.descriptor = descriptor;
    this.alarm = alarm;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value});
  }

  /** Writes all of it; waits while the other side does not read. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    try (Memory piece = new Memory(Math.min(length, PIECE_BYTES))) {
      int done = 0;
      while (done < length) {
        int count = (int) Math.min(length - done, piece.size());
        piece.write(0, bytes, offset + done, count);
        done += write(piece, count);
      }
    }
  }

  private int write(Memory piece, int count) throws IOException {
    while (true) {
      try {
        return (int) Posix.write(descriptor.number(), piece, count);
      } catch (LastErrorException e) {
        if (e.getErrorCode() == PosixException.EAGAIN) {
          awaitRoom();
        } else if (e.getErrorCode() != PosixException.EINTR) {
          throw new PosixException("write", e);
        }
      }
    }
  }

  private void awaitRoom() throws IOException {
    try (Poll poll = new Poll()) {
      if (poll.awaitRoom(descriptor, alarm) == Poll.Outcome.ALARM) {
        throw new InterruptedIOException("the other side did not read to the end");
      }
    }
  }
}
