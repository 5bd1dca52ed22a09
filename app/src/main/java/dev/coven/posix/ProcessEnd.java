package dev.coven.posix;

import com.sun.jna.LastErrorException;
import java.io.IOException;

/**
 * The end of a process that is not a child of ours, by pidfd_open(2), Linux 5.3: the JDK looks for
 * such an end only from time to time.
 */
public final class ProcessEnd implements AutoCloseable {
  /** The same on every architecture; the C library knows the call only from glibc 2.36 on. */
  private static final long PIDFD_OPEN = 434;

  private final Descriptor descriptor;

  private ProcessEnd(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Looks at a process. Who must not mistake a later one for it checks its start afterwards.
   *
   * @param pid its number
   * @throws PosixException ESRCH when there is none
   */
  public static ProcessEnd of(long pid) throws PosixException {
    try {
      return new ProcessEnd(new Descriptor((int) Linux.syscall(PIDFD_OPEN, pid, 0)));
    } catch (LastErrorException e) {
      throw new PosixException("pidfd_open", e);
    }
  }

  /**
   * Waits until it has ended.
   *
   * @param alarm ends the wait
   * @return false when the alarm was raised before
   * @throws PosixException when it cannot be waited for
   */
  public boolean await(Alarm alarm) throws PosixException {
    try (Poll poll = new Poll()) {
      return poll.await(descriptor, alarm, -1) == Poll.Outcome.READY;
    }
  }

  @Override
  public void close() throws IOException {
    descriptor.close();
  }
}
