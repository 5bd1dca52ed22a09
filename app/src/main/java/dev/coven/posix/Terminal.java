package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Platform;

/** What a pseudo-terminal's flags say and how large it is; asked of its master's descriptor. */
public final class Terminal {
  /** Larger than {@code struct termios} of any platform; 60 bytes on Linux, 72 on macOS. */
  private static final int TERMIOS_BYTES = 256;

  /** The flags are of 4 bytes on Linux and of 8 on macOS; the local ones are the fourth. */
  private static final int LOCAL_FLAGS = 3;

  /** The same bit on both. */
  private static final int ECHO = 0x8;

  private static final long LINUX_TIOCSWINSZ = 0x5414;
  private static final long LINUX_TIOCGPTN = 0x80045430L;

  /** {@code struct winsize}: rows, columns and two sizes in pixels, 16 bits each. */
  private static final int WINSIZE_BYTES = 8;

  private Terminal() {}

  /**
   * Whether what is typed is shown: false while a program asks for a password.
   *
   * @param master of the terminal
   * @throws PosixException when it is closed, or no terminal
   */
  public static boolean echoes(Descriptor master) throws PosixException {
    try (Memory termios = new Memory(TERMIOS_BYTES)) {
      Posix.tcgetattr(master.number(), termios);
      long flags =
          Platform.isMac()
              ? termios.getLong((long) LOCAL_FLAGS * Long.BYTES)
              : termios.getInt((long) LOCAL_FLAGS * Integer.BYTES);
      return (flags & ECHO) != 0;
    } catch (LastErrorException e) {
      throw new PosixException("tcgetattr", e);
    }
  }

  /**
   * Says how large it is; its programs get SIGWINCH. On Linux.
   *
   * @param master of the terminal
   * @param rows lines
   * @param columns characters in a line
   * @throws PosixException when it is closed
   */
  public static void resize(Descriptor master, int rows, int columns) throws PosixException {
    try (Memory size = new Memory(WINSIZE_BYTES)) {
      size.clear();
      size.setShort(0, (short) rows);
      size.setShort(2, (short) columns);
      Linux.ioctl(master.number(), LINUX_TIOCSWINSZ, size);
    } catch (LastErrorException e) {
      throw new PosixException("ioctl TIOCSWINSZ", e);
    }
  }

  /**
   * The number of its other side, {@code /dev/pts/N}. On Linux.
   *
   * @param master of the terminal
   * @throws PosixException when it is no terminal's master
   */
  public static int number(Descriptor master) throws PosixException {
    try (Memory number = new Memory(Integer.BYTES)) {
      Linux.ioctl(master.number(), LINUX_TIOCGPTN, number);
      return number.getInt(0);
    } catch (LastErrorException e) {
      throw new PosixException("ioctl TIOCGPTN", e);
    }
  }
}
