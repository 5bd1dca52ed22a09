package dev.coven.session;

import dev.coven.posix.Alarm;
import dev.coven.posix.Descriptor;
import dev.coven.posix.DescriptorInput;
import dev.coven.posix.Poll;
import dev.coven.posix.PosixException;
import java.io.IOException;

/**
 * Output that is read straight from a terminal or pipe into this process: what was read and not yet
 * committed is lost with it.
 */
final class PlainOutput implements OutputSource {
  private final Descriptor descriptor;
  private final DescriptorInput input;
  private final Poll poll = new Poll();
  private final Alarm alarm;
  private final HangUp hangUp;

  /**
   * Reads a descriptor, and owns it.
   *
   * @param descriptor a terminal's master or a pipe's end
   * @param alarm ends the reading; stays its owner's
   * @param hangUp knows whether the harness may still print
   * @throws PosixException when the kernel refuses
   */
  PlainOutput(Descriptor descriptor, Alarm alarm, HangUp hangUp) throws PosixException {
    this.descriptor = descriptor;
    this.hangUp = hangUp;
    this.input = new DescriptorInput(descriptor, OutputReader.BUFFER_BYTES);
    this.alarm = alarm;
    descriptor.letNothingWait();
  }

  @Override
  public int read(byte[] bytes, int offset, int length, long nanos)
      throws IOException, InterruptedException {
    // Where a read may wait, it must not do so longer than asked.
    Poll.Outcome outcome = nanos < 0 ? Poll.Outcome.READY : poll.await(descriptor, alarm, nanos);
    while (outcome == Poll.Outcome.READY && !alarm.isRaised()) {
      boolean mayReopen = hangUp.mayReopen();
      try {
        int count = input.read(bytes, offset, length);
        hangUp.over();
        return count == 0 ? END : count;
      } catch (PosixException e) {
        if (e.errno() == PosixException.EAGAIN) {
          outcome = poll.await(descriptor, alarm, nanos);
        } else if (e.errno() != PosixException.EIO) {
          throw e;
        } else if (mayReopen) {
          hangUp.pause();
        } else {
          return END;
        }
      }
    }
    return outcome == Poll.Outcome.TIMEOUT ? 0 : END;
  }

  @Override
  public long begin() {
    return 0;
  }

  @Override
  public void committed(long position) {
    // What was read is nowhere but in this process: nothing to give back.
  }

  @Override
  public boolean keepsUncommitted() {
    return false;
  }

  @Override
  public void close() throws IOException {
    try (descriptor;
        poll;
        input) {
      // Closing is all there is to do.
    }
  }
}
