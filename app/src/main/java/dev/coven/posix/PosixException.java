package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Platform;
import java.io.IOException;

/** A call that the kernel refused. */
public final class PosixException extends IOException {
  private static final long serialVersionUID = 1L;

  /** No such process; see errno(3). */
  public static final int ESRCH = 3;

  /** Interrupted by a signal. */
  public static final int EINTR = 4;

  /** What a terminal's other side answers while no process has it open. */
  public static final int EIO = 5;

  /** Nobody reads the pipe. */
  public static final int ENXIO = 6;

  /** The descriptor is closed. */
  public static final int EBADF = 9;

  /** Nothing there just now, or no room; the two platforms differ. */
  public static final int EAGAIN = Platform.isMac() ? 35 : 11;

  /** Not possible with these descriptors. */
  public static final int EINVAL = 22;

  /** The program of the other end is gone. */
  public static final int EPIPE = 32;

  private final int errno;

  PosixException(String call, LastErrorException cause) {
    super(call + ": " + cause.getMessage(), cause);
    this.errno = cause.getErrorCode();
  }

  /** A call that was not made, since its descriptor is closed. */
  static PosixException closed() {
    return new PosixException("the descriptor is closed", EBADF);
  }

  private PosixException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /** Why, as errno(3) numbers it on this platform. */
  public int errno() {
    return errno;
  }
}
