package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** Functions of the C library that Linux and macOS share; a failure throws with errno. */
final class Posix {
  static {
    Native.register(Posix.class, Platform.C_LIBRARY_NAME);
  }

  private Posix() {}

  static native int close(int descriptor) throws LastErrorException;

  static native int dup(int descriptor) throws LastErrorException;

  static native int mkfifo(String path, int mode) throws LastErrorException;

  static native int pipe(int[] ends) throws LastErrorException;

  static native int poll(Pointer entries, int count, int millis) throws LastErrorException;

  static native long read(int descriptor, Pointer buffer, long count) throws LastErrorException;

  static native long sysconf(int name) throws LastErrorException;

  static native int tcgetattr(int descriptor, Pointer termios) throws LastErrorException;

  static native long write(int descriptor, Pointer buffer, long count) throws LastErrorException;
}
