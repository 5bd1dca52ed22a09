package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.util.concurrent.TimeUnit;

/** Waits until something can be read, or written: poll(2). Used by one thread. */
public final class Poll implements AutoCloseable {
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;

  /** {@code struct pollfd}: int fd; short events; short revents. */
  private static final int ENTRY_BYTES = 8;

  private static final int EVENTS = 4;
  private static final int RETURNED = 6;

  private final Memory entries = new Memory(2 * ENTRY_BYTES);

  /** Why a wait ended. */
  public enum Outcome {
    /** It can be done, or the other side is closed. */
    READY,
    /** Nothing happened in time. */
    TIMEOUT,
    /** The alarm was raised. */
    ALARM
  }

  /**
   * Waits until something can be written.
   *
   * @param descriptor where to
   * @param alarm ends the wait
   * @return why it ended
   * @throws PosixException when it cannot be waited for
   */
  Outcome awaitRoom(Descriptor descriptor, Alarm alarm) throws PosixException {
    entry(0, descriptor, POLLOUT);
    entry(1, alarm.descriptor(), POLLIN);
    return await(2, -1);
  }

  /**
   * Waits until something can be read.
   *
   * @param descriptor what is to be read
   * @param alarm ends the wait; null for none
   * @param nanos how long; negative waits without end
   * @return why it ended
   * @throws PosixException when it cannot be waited for
   */
  public Outcome await(Descriptor descriptor, Alarm alarm, long nanos) throws PosixException {
    entry(0, descriptor, POLLIN);
    if (alarm == null) {
      return await(1, nanos);
    }
    entry(1, alarm.descriptor(), POLLIN);
    return await(2, nanos);
  }

  private Outcome await(int count, long nanos) throws PosixException {
    long deadline = System.nanoTime() + nanos;
    while (true) {
      try {
        int ready = Posix.poll(entries, count, nanos < 0 ? -1 : millisUntil(deadline));
        if (count > 1 && entries.getShort(ENTRY_BYTES + RETURNED) != 0) {
          return Outcome.ALARM;
        }
        return ready == 0 ? Outcome.TIMEOUT : Outcome.READY;
      } catch (LastErrorException e) {
        if (e.getErrorCode() != PosixException.EINTR) {
          throw new PosixException("poll", e);
        }
      }
    }
  }

  @Override
  public void close() {
    entries.close();
  }

  private void entry(int index, Descriptor descriptor, short events) throws PosixException {
    long entry = (long) index * ENTRY_BYTES;
    entries.setInt(entry, descriptor.number());
    entries.setShort(entry + EVENTS, events);
    entries.setShort(entry + RETURNED, (short) 0);
  }

  /** Rounded up: a wait that ends a little early would be begun again and again. */
  private static int millisUntil(long deadline) {
    long left = deadline - System.nanoTime();
    long millis = TimeUnit.NANOSECONDS.toMillis(left) + 1;
    return left <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, millis);
  }
}
