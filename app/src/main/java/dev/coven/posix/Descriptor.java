package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file descriptor of this process that has one owner, who closes it once.
 *
 * <p>On Linux close-on-exec is set on all that are made here. macOS can set it only a moment later,
 * by a function of variable arguments; there it is left to those who start processes, the JDK and
 * pty4j, which close everything above 2 in each child on both.
 */
public final class Descriptor implements AutoCloseable {
  private static final int F_SETFD = 2;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 04000;

  private final int number;
  private final AtomicBoolean open = new AtomicBoolean(true);

  Descriptor(int number) {
    this.number = number;
  }

  /**
   * Takes over a descriptor that was inherited, and keeps it from children.
   *
   * @param number its number; nobody else may close it
   * @throws PosixException when there is none of this number
   */
  public static Descriptor inherited(int number) throws PosixException {
    try {
      Linux.fcntl(number, F_SETFD, FD_CLOEXEC);
      return new Descriptor(number);
    } catch (LastErrorException e) {
      throw new PosixException("fcntl F_SETFD", e);
    }
  }

  /**
   * Makes a second descriptor of what somebody else's stands for.
   *
   * @param number the other's number, which stays the other's
   * @throws PosixException when the process has too many, or there is none of this number
   */
  public static Descriptor duplicateOf(int number) throws PosixException {
    try {
      return new Descriptor(
          Platform.isLinux() ? Linux.fcntl(number, F_DUPFD_CLOEXEC, 0) : Posix.dup(number));
    } catch (LastErrorException e) {
      throw new PosixException("dup", e);
    }
  }

  /**
   * Lets no read and no write wait, by whomever, of what this stands for: they answer EAGAIN. On
   * Linux; elsewhere without effect, so that readers must bear a read that waits.
   *
   * @throws PosixException when the kernel refuses
   */
  public void letNothingWait() throws PosixException {
    if (!Platform.isLinux()) {
      return;
    }
    try {
      Linux.fcntl(number(), F_SETFL, Linux.fcntl(number(), F_GETFL, 0) | O_NONBLOCK);
    } catch (LastErrorException e) {
      throw new PosixException("fcntl F_SETFL", e);
    }
  }

  /**
   * Its number.
   *
   * @throws PosixException EBADF when it is closed: the number may be another's by now
   */
  public int number() throws PosixException {
    if (!open.get()) {
      throw PosixException.closed();
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    if (open.compareAndSet(true, false)) {
      try {
        Posix.close(number);
      } catch (LastErrorException e) {
        throw new PosixException("close", e);
      }
    }
  }
}
